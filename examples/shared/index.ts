export { ask } from "./ask.ts";
export { type ClientSettings, messagesApi, openaiApi } from "./model-api.ts";
export { openShop, type Shop } from "./open-shop.ts";
