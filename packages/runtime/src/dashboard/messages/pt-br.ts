import type { Messages } from "./en.ts";
import { ptBrPages } from "./pages/pt-br.ts";
import { ptBrSettings } from "./settings/pt-br.ts";

/** What pages say in Brazilian Portuguese. */
export const ptBr: Messages = { ...ptBrPages, ...ptBrSettings };
