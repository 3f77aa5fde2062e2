import { workerData } from "node:worker_threads";

import { openStore } from "../../src/store/open-store.ts";

/** Opens the store whose location it is started with, as another process would. */
const store = await openStore(String(workerData));
await store.close();
