import { expect, it } from "vitest";

import { fuzzApi } from "./api-fuzzer.ts";

it("answers 5,000 generated requests with nothing its description does not allow", async () => {
  const { requests, byStatus, byRoute, findings } = await fuzzApi({
    requests: 5_000,
    seed: 20_261_122,
  });
  expect(findings).toEqual([]);
  expect(requests).toBe(5_000);
  // Requests must get past the first check for the run to say anything.
  expect(byStatus["200"]).toBeGreaterThan(1_000);
  expect(Object.keys(byRoute).length).toBeGreaterThan(40);
}, 120_000);
