import { createMessageLoop, type MessageLoop } from "@codespar/adapter";

import { adapterVersion } from "./version.ts";

const openai = { defaultDialect: "openai", framework: { name: "openai", adapterVersion } } as const;

/** The Chat Completions API. */
export const chat: MessageLoop = createMessageLoop(openai);

/** The Responses API. */
export const responses: MessageLoop = createMessageLoop({ ...openai, canDefer: true });
