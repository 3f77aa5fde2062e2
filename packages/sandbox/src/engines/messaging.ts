import { SandboxError } from "../sandbox-error.ts";
import type { EngineContext } from "./engine-context.ts";

/** One message the sandbox carried. */
export interface Message {
  readonly id: string;
  readonly channel: string;
  readonly to: string;
  readonly text: string;
  readonly sentAtMs: number;
}

/** The network every sandbox messaging server shares. */
export interface Messaging {
  send(message: Pick<Message, "channel" | "to" | "text">): Message;
  get(id: string): Message;
  list(): readonly Message[];
}

/** Creates an empty network. */
export function createMessaging({ now, newId }: EngineContext): Messaging {
  const messages = new Map<string, Message>();
  return {
    send(message) {
      const sent: Message = { ...message, id: newId("msg"), sentAtMs: now() };
      messages.set(sent.id, sent);
      return sent;
    },
    get(id) {
      const message = messages.get(id);
      if (message === undefined) throw new SandboxError("provider_error", `No message "${id}".`);
      return message;
    },
    list: () => [...messages.values()],
  };
}
