import type { Check } from "./check.ts";

const least = [22, 18] as const;

/** Whether this Node runs a runtime. */
export const checkNode: Check = () => {
  const version = process.versions.node;
  const [major = 0, minor = 0] = version.split(".").map(Number);
  const fits = major > least[0] || (major === least[0] && minor >= least[1]);
  const check = "Node";
  if (fits) return Promise.resolve([{ check, status: "ok", message: version }]);
  return Promise.resolve([
    {
      check,
      status: "failed",
      message: `${version} is too old.`,
      remedy: `Install Node ${least.join(".")} or later.`,
    },
  ]);
};
