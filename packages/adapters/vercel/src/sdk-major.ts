import { defaultSettingsMiddleware } from "ai";

/** The major version of the AI SDK that is installed: its middleware names its specification. */
export function sdkMajor(): "6" | "7" {
  const { specificationVersion } = defaultSettingsMiddleware({ settings: {} });
  return String(specificationVersion) === "v3" ? "6" : "7";
}
