/** `pnpm docs`: writes the pages that are made from code, builds the site, and its text twins. */
import { rmSync } from "node:fs";
import path from "node:path";

import { build } from "astro";

import { output, pages, site } from "./folders.ts";
import { writeApiPages } from "./write-api-pages.ts";
import { writePackagePages } from "./write-package-pages.ts";
import { writeTexts } from "./write-texts.ts";

process.env["ASTRO_TELEMETRY_DISABLED"] = "1";
// Whoever starts this, such as a test: a site that is built for anything else has no search.
process.env["NODE_ENV"] = "production";

for (const made of ["reference/api", "reference/packages"]) {
  rmSync(path.join(pages, made), { recursive: true, force: true });
}
rmSync(output, { recursive: true, force: true });
await writeApiPages();
await writePackagePages();
await build({ root: site, logLevel: "warn" });
const count = writeTexts();
process.stdout.write(`${count} pages are in ${path.relative(process.cwd(), output)}\n`);
