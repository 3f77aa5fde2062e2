import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";

import { isRecord } from "@codespar/protocol/validation";
import { satisfies } from "semver";

import type { Check, Finding } from "./check.ts";

const check = "Packages";

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly peerDependenciesMeta?: Readonly<Record<string, { readonly optional?: boolean }>>;
}

/** The packages of CodeSpar's that a project has, and whether their frameworks' versions fit. */
export const checkPackages: Check = ({ terminal: { cwd } }) => {
  const folder = path.join(cwd, "node_modules/@codespar");
  const names = existsSync(folder) ? readdirSync(folder) : [];
  const found = names.flatMap((name) => read(path.join(folder, name)) ?? []);
  if (found.length === 0) {
    const message = "none of CodeSpar's in this folder";
    const remedy = '"codespar init" adds what the project\'s framework needs.';
    return Promise.resolve([{ check, status: "warning", message, remedy }]);
  }
  return Promise.resolve(found.flatMap((manifest) => checkPackage(cwd, manifest)));
};

function checkPackage(cwd: string, manifest: Manifest): readonly Finding[] {
  const { name, version, peerDependencies = {}, peerDependenciesMeta = {} } = manifest;
  const peers = Object.entries(peerDependencies).map(([peer, range]) => {
    const optional = peerDependenciesMeta[peer]?.optional === true;
    return checkPeer({ cwd, peer, range, optional, of: name });
  });
  const fitting = peers.filter(({ status }) => status === "ok").map(({ message }) => message);
  const beside = fitting.length === 0 ? "" : ` with ${fitting.join(", ")}`;
  const own: Finding = { check, status: "ok", message: `${name} ${version}${beside}` };
  return [own, ...peers.filter(({ status }) => status !== "ok")];
}

interface Peer {
  readonly cwd: string;
  readonly peer: string;
  readonly range: string;
  readonly optional: boolean;
  readonly of: string;
}

function checkPeer({ cwd, peer, range, optional, of }: Peer): Finding {
  const version = read(path.join(cwd, "node_modules", peer))?.version;
  if (version === undefined) {
    const message = `${peer} (not installed${optional ? ", optional" : ""})`;
    if (optional) return { check, status: "ok", message };
    return {
      check,
      status: "failed",
      message: `${of} needs ${peer} ${range}.`,
      remedy: `Install ${peer}.`,
    };
  }
  if (satisfies(version, range)) return { check, status: "ok", message: `${peer} ${version}` };
  const message = `${of} is made for ${peer} ${range}; ${version} is installed.`;
  return { check, status: "warning", message, remedy: `Install a ${peer} that fits.` };
}

function read(folder: string): Manifest | undefined {
  const file = path.join(folder, "package.json");
  if (!existsSync(file)) return undefined;
  const manifest: unknown = JSON.parse(readFileSync(file, "utf8"));
  return isManifest(manifest) ? manifest : undefined;
}

function isManifest(value: unknown): value is Manifest {
  return (
    isRecord(value) && typeof value["name"] === "string" && typeof value["version"] === "string"
  );
}
