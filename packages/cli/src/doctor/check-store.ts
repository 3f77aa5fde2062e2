import { constants } from "node:fs";
import { access } from "node:fs/promises";
import net from "node:net";
import path from "node:path";

import type { Check, Finding } from "./check.ts";

const check = "Store";
const timeoutMs = 5_000;

/** Whether the store that a runtime here would use can be written. */
export const checkStore: Check = async ({ store, terminal }) => {
  if (store === undefined || store === ":memory:") {
    return [{ check, status: "ok", message: "memory; --store or CODESPAR_STORE keeps it" }];
  }
  if (/^postgres(ql)?:\/\//.test(store)) return [await checkPostgres(store)];
  return [await checkFile(path.resolve(terminal.cwd, store))];
};

async function checkFile(file: string): Promise<Finding> {
  const exists = await canAccess(file, constants.F_OK);
  const place = exists ? file : path.dirname(file);
  if (await canAccess(place, constants.R_OK | constants.W_OK)) {
    return {
      check,
      status: "ok",
      message: `${file} ${exists ? "can" : "is new, and can"} be written`,
    };
  }
  const message = `${place} cannot be written.`;
  return {
    check,
    status: "failed",
    message,
    remedy: "Choose another file, or let this user write it.",
  };
}

async function canAccess(place: string, mode: number): Promise<boolean> {
  return access(place, mode).then(
    () => true,
    () => false,
  );
}

/** Whether the database's port answers; the driver itself is asked when the runtime starts. */
async function checkPostgres(store: string): Promise<Finding> {
  const { hostname, port } = new URL(store);
  const place = `${hostname || "localhost"}:${port || "5432"}`;
  const socket = net.connect({ host: hostname || "localhost", port: Number(port || 5432) });
  const answers = await new Promise<boolean>((resolve) => {
    socket.setTimeout(timeoutMs, () => resolve(false));
    socket.once("connect", () => resolve(true));
    socket.once("error", () => resolve(false));
  });
  socket.destroy();
  if (answers) return { check, status: "ok", message: `Postgres answers at ${place}` };
  const message = `No database answers at ${place}.`;
  return {
    check,
    status: "failed",
    message,
    remedy: "Start it, or mend the address of the store.",
  };
}
