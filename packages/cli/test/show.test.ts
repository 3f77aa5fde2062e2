import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { cleanText } from "../src/clean-text.ts";
import { createTerminal } from "../src/create-terminal.ts";
import { toCount, toDuration, toMoney, toTime } from "../src/format.ts";
import { nearestNames } from "../src/nearest-names.ts";
import { toCsv } from "../src/to-csv.ts";
import { toTable } from "../src/to-table.ts";
import { withProgress } from "../src/with-progress.ts";

const complaints: string[] = [];
const terminal = createTerminal({
  print: () => undefined,
  complain: (text) => void complaints.push(text),
});

describe("withProgress", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => {
    vi.useRealTimers();
    complaints.length = 0;
  });

  it("says what is waited for once it takes a second, and nothing before", async () => {
    const { promise, resolve } = Promise.withResolvers<number>();
    const waiting = withProgress(terminal, "Counting", promise);
    await vi.advanceTimersByTimeAsync(999);
    expect(complaints).toEqual([]);
    await vi.advanceTimersByTimeAsync(1);
    expect(complaints).toEqual(["Counting …\n"]);
    resolve(7);
    expect(await waiting).toBe(7);
  });

  it("says nothing of what was quick", async () => {
    await withProgress(terminal, "Counting", Promise.resolve());
    await vi.advanceTimersByTimeAsync(5_000);
    expect(complaints).toEqual([]);
  });
});

describe("a table", () => {
  it("lines its columns up, on one line each", () => {
    expect(
      toTable(
        terminal,
        ["A", "B"],
        [
          ["1", "x\ny"],
          ["22222", "z"],
        ],
      ),
    ).toBe("A      B\n1      x y\n22222  z\n");
  });

  it("cuts the last column where the terminal is narrow, and only there", () => {
    const rows = [["abc", "a description that is too long"]];
    const narrow = toTable({ ...terminal, columns: 20 }, ["A", "B"], rows);
    expect(narrow).toBe("A    B\nabc  a description …\n");
    expect(toTable(terminal, ["A", "B"], rows)).toContain("too long");
  });
});

describe("words for people", () => {
  it("show money, times and counts", () => {
    expect(toMoney(1_500_050, "BRL")).toBe("BRL 15,000.50");
    expect(toMoney(1500, "CLP")).toBe("CLP 1,500");
    expect(toMoney(1500, "COP")).toBe("COP 15.00");
    expect([toMoney(null, "BRL"), toMoney(1, null), toTime(null), toDuration(null)]).toEqual([
      "–",
      "–",
      "–",
      "–",
    ]);
    expect([toDuration(999), toDuration(4_210)]).toEqual(["999 ms", "4.2 s"]);
    expect([toCount(1, "tool"), toCount(2, "tool")]).toEqual(["1 tool", "2 tools"]);
    expect(toTime("2026-11-22T09:10:03.123Z")).toBe("2026-11-22 09:10:03");
  });

  it("take off the screen what would move the cursor or turn text around", () => {
    expect(cleanText("a\u001B[31mb\u001B]0;title\u0007c\u202Ed\re\tf\n")).toBe("abcde\tf\n");
  });

  it("name what is near", () => {
    const names = ["stripe_create_refund", "stripe_create_checkout", "correios_track"];
    expect(nearestNames("stripe_refund", names)[0]).toBe("stripe_create_refund");
    expect(nearestNames("zzz", names)).toEqual([]);
  });

  it("write CSV that no spreadsheet runs", () => {
    expect(
      toCsv({
        header: ["a", "b"],
        rows: [
          ["=1+1", -2],
          ['say "hi", all', 3],
        ],
      }),
    ).toBe(`a,b\r\n'=1+1,-2\r\n"say ""hi"", all",3\r\n`);
  });
});
