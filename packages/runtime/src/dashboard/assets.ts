import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

import { sha256 } from "../digest.ts";

/** A file that pages load. */
export type AssetName =
  | "dashboard.css"
  | "dashboard.js"
  | "icon.svg"
  | "htmx.js"
  | "uplot.js"
  | "uplot.css";

const files: Readonly<Record<AssetName, () => URL | string>> = {
  "dashboard.css": () => new URL("assets/dashboard.css", import.meta.url),
  "dashboard.js": () => new URL("assets/dashboard.js", import.meta.url),
  "icon.svg": () => new URL("assets/icon.svg", import.meta.url),
  "htmx.js": () => installed("htmx.org/dist/htmx.min.js"),
  "uplot.js": () => installed("uplot/dist/uPlot.iife.min.js"),
  "uplot.css": () => installed("uplot/dist/uPlot.min.css"),
};

const contentTypes: Readonly<Record<string, string>> = {
  ".css": "text/css",
  ".js": "text/javascript",
  ".svg": "image/svg+xml",
};

/** A file that pages load, as it is sent. */
export interface Asset {
  readonly body: string;
  readonly contentType: string;
  /** Changes with the file, so that browsers may keep it for good. */
  readonly fingerprint: string;
}

const read = new Map<AssetName, Asset>();

/** Where pages load a file from. */
export function assetUrl(name: AssetName): string {
  return `/dashboard/assets/${readAsset(name).fingerprint}/${name}`;
}

/** Finds a file by its address; nothing when it is no file of pages, or another version of one. */
export function findAsset(fingerprint: string, name: string): Asset | undefined {
  const known = Object.keys(files).find((file): file is AssetName => file === name);
  const asset = known && readAsset(known);
  return asset?.fingerprint === fingerprint ? asset : undefined;
}

function readAsset(name: AssetName): Asset {
  const known = read.get(name);
  if (known !== undefined) return known;
  const body = readFileSync(files[name](), "utf8");
  const extension = name.slice(name.lastIndexOf("."));
  const asset = {
    body,
    contentType: `${contentTypes[extension] ?? "text/plain"}; charset=UTF-8`,
    fingerprint: sha256(body).slice(0, 16),
  };
  read.set(name, asset);
  return asset;
}

function installed(file: string): string {
  return createRequire(import.meta.url).resolve(file);
}
