import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import path from "node:path";

/** A node that runs. */
export interface RunningNode {
  readonly url: string;
  /** Ends it at once, as a power cut would. */
  kill(): Promise<void>;
  /** Asks it to finish what it does, and to end. */
  stop(): Promise<void>;
}

/** Starts a node in a process of its own; resolves when it serves. */
export async function startNode(settings: Readonly<Record<string, string>>): Promise<RunningNode> {
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
    kill: () => end(child, "SIGKILL"),
    stop: () => end(child, "SIGTERM"),
  };
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill(signal);
  await once(child, "exit");
}
