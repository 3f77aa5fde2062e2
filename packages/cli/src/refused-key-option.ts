import { Option } from "commander";

import { UsageError } from "./usage-error.ts";

/** Secrets in arguments can be read by every process of the machine, and stay in the shell's history. */
export const refusedKeyOption: Option = new Option("--api-key <key>").hideHelp().argParser(() => {
  throw new UsageError(
    "A key among the arguments is seen by every program on this machine and kept in the shell's history: set CODESPAR_API_KEY, or name a file with --api-key-file.",
  );
});
