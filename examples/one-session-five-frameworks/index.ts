import { openShop } from "@codespar/example-shared";

import { frameworks } from "./frameworks.ts";

await using shop = await openShop();
for (const [name, run] of Object.entries(frameworks)) {
  console.log(`${name}: ${await run(shop.session, shop.request)}`);
}
await shop.printTrail();
