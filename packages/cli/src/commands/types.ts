import type { CreateCommand } from "../commands.ts";
import { newCommand } from "../new-command.ts";
/** x */ export const types: CreateCommand = () => newCommand("types", "x");
