/** `pnpm docs:serve`: serves the site as it was built. */
import { preview } from "astro";

import { site } from "./folders.ts";

process.env["ASTRO_TELEMETRY_DISABLED"] = "1";

const { host = "localhost", port } = await preview({ root: site, logLevel: "warn" });
process.stdout.write(`http://${host}:${port}/\n`);
