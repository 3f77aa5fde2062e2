import { type PagesMessages, enPages } from "./pages/en.ts";
import { type SettingsMessages, enSettings } from "./settings/en.ts";

/** Every message of the dashboard; a catalog that lacks one does not compile. */
export interface Messages extends PagesMessages, SettingsMessages {}

/** What pages say in English. */
export const en: Messages = { ...enPages, ...enSettings };
