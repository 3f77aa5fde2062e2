import { openShop } from "@codespar/example-shared";

import { chatOnce } from "./chat-once.ts";
import { createChat } from "./create-chat.ts";

await using shop = await openShop();
const chat = await createChat(shop.session);

// A browser would do this with useChat; here the client is a few lines.
const text = await chatOnce(
  (input, init) => Promise.resolve(chat.request(input, init)),
  shop.request,
);
console.log(`Agent: ${text}`);
await shop.printTrail();
