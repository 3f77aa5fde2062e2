import { fork } from "node:child_process";
import { once } from "node:events";
import path from "node:path";

/** A node that runs. */
export interface RunningNode {
  readonly url: string;
  /** Ends it at once, as a power cut would. */
  kill(): Promise<void>;
}

/** What a node is told. */
export interface NodeSettings {
  readonly STORE: string;
  readonly API_KEY: string;
  readonly PROVIDER: string;
}

/** Starts a node; resolves when it serves. */
export async function startNode(settings: NodeSettings): Promise<RunningNode> {
  const child = fork(path.join(import.meta.dirname, "node.ts"), {
    env: { ...process.env, ...settings },
  });
  const ended = once(child, "exit").then(([code]) => {
    throw new Error(`The node ended with ${code} before it served.`);
  });
  const [url] = await Promise.race([once(child, "message"), ended]);
  ended.catch(() => undefined);
  return {
    url: String(url),
    async kill() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill("SIGKILL");
      await once(child, "exit");
    },
  };
}
