import type { Messages } from "./en.ts";
import { esPages } from "./pages/es.ts";
import { esSettings } from "./settings/es.ts";

/** What pages say in Spanish. */
export const es: Messages = { ...esPages, ...esSettings };
