import path from "node:path";

/** The folder of this package. */
export const site: string = path.resolve(import.meta.dirname, "..");

/** The folder of the repository. */
export const repository: string = path.resolve(site, "../..");

/** Where the pages are. */
export const pages: string = path.join(site, "src/content/docs");

/** Where the built site goes. */
export const output: string = path.join(site, "dist");
