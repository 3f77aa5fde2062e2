import { randomBytes } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";

/** Reads the key kept beside a store file, making it on first use; a store in memory gets a new one. */
export async function readSigningKey(storePath: string): Promise<string> {
  const fresh = randomBytes(32).toString("base64url");
  if (storePath === ":memory:") return fresh;
  const path = `${storePath}.key`;
  try {
    await writeFile(path, fresh, { mode: 0o600, flag: "wx" });
    return fresh;
  } catch (cause) {
    if (!(cause instanceof Error && "code" in cause && cause.code === "EEXIST")) throw cause;
    return (await readFile(path, "utf8")).trim();
  }
}
