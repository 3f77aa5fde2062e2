export { type Output, runCli } from "./run-cli.ts";
