import { apiCommand } from "../api-command.ts";
import type { CreateCommand } from "../commands.ts";
import { examples } from "../examples.ts";
import { openClient } from "../open-client.ts";
import { printJson } from "../print-json.ts";
import { toTable } from "../to-table.ts";

/** `codespar presets`: bundles of servers. */
export const presets: CreateCommand = (terminal) =>
  apiCommand("presets", "List the bundles of servers that a session can be opened with.")
    .addHelpText("after", examples("codespar presets", "codespar tools --preset brazilian"))
    .action(async (options) => {
      const codespar = await openClient(terminal, options);
      const answer = await codespar.request("listPresets", { signal: terminal.signal });
      if (options.json === true) {
        printJson(terminal, answer);
        return;
      }
      const rows = answer.data.map(({ name, servers }) => [
        name,
        String(servers.length),
        servers.join(", "),
      ]);
      terminal.print(toTable(terminal, ["PRESET", "COUNT", "SERVERS"], rows));
    });
