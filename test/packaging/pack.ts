import { execFileSync } from "node:child_process";
import { globSync, mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

const root = path.resolve(import.meta.dirname, "../..");

/** A package that is published. */
export interface PublicPackage {
  readonly name: string;
  /** Folder, absolute. */
  readonly folder: string;
  /** Its entries: `.`, `./testing`, … */
  readonly entries: readonly string[];
}

interface Manifest {
  readonly name: string;
  readonly private?: boolean;
  readonly exports: Readonly<Record<string, unknown>>;
}

/** The packages that are published. */
export const publicPackages: readonly PublicPackage[] = globSync(
  "packages/{*,adapters/*}/package.json",
  { cwd: root },
)
  .map((file) => ({ folder: path.join(root, path.dirname(file)), manifest: readManifest(file) }))
  .filter(({ manifest }) => manifest.private !== true)
  .map(({ folder, manifest }) => ({
    folder,
    name: manifest.name,
    entries: Object.keys(manifest.exports).filter((entry) => entry !== "./package.json"),
  }));

/** Packs a package exactly as `pnpm publish` would (`prepack` builds it first). */
export function pack(folder: string): string {
  const destination = mkdtempSync(path.join(tmpdir(), "pack-"));
  execFileSync("npx", ["--yes", "pnpm@12", "pack", "--pack-destination", destination], {
    cwd: folder,
    stdio: "ignore",
  });
  const [file] = globSync("*.tgz", { cwd: destination });
  if (file === undefined) throw new Error(`pnpm pack wrote no tarball for ${folder}`);
  return path.join(destination, file);
}

function readManifest(file: string): Manifest {
  return JSON.parse(readFileSync(path.join(root, file), "utf8"));
}
