import { describe, it } from "vitest";

import type { AdapterHarness } from "./adapter-harness.ts";
import { requirements } from "./requirements.ts";

/** Some requirements open a runtime, which takes its time when the machine has much to do. */
const timeout = 30_000;

/** Holds one adapter to every requirement. Call it once per loop of the framework. */
export function describeAdapter(harness: AdapterHarness): void {
  describe(`conformance of ${harness.packageName}: ${harness.framework}`, () => {
    for (const { id, behavior, feature, prove } of requirements) {
      const title = `${id}: ${behavior}`;
      const known = harness.knownFailures?.[id];
      const supported = feature === undefined || harness.features.includes(feature);
      if (!supported) it.skip(title);
      else if (known !== undefined) it.fails(`${title} (${known})`, () => prove(harness));
      else it(title, { timeout }, () => prove(harness));
    }
  });
}
