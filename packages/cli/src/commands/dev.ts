import type { CreateCommand } from "../commands.ts";
import { newCommand } from "../new-command.ts";
/** x */ export const dev: CreateCommand = () => newCommand("dev", "x");
