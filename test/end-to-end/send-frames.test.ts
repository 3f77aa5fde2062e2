/** One table of turns: every backend writes the same bytes. */
import type { CodeSpar } from "@codespar/sdk";
import type { ScriptedCall } from "@codespar/wires";
import { describe, expect, it } from "vitest";

import {
  backends,
  look,
  openScene,
  pay,
  type Scene,
  type WiredBackend,
  wireOf,
} from "./agent-scene.ts";

type Fetch = typeof globalThis.fetch;
type Approvals = CodeSpar["approvals"];

interface Turn {
  readonly name: string;
  readonly calls?: ReadonlyArray<readonly ScriptedCall[]>;
  /** What stands between the backend and the scripted wire. */
  readonly disturb?: (wire: Fetch, asked: () => number) => Fetch;
  readonly decide?: (approvals: Approvals, id: string) => Promise<unknown>;
  readonly maxIterations?: number;
  /** Messages before the one whose frames are looked at. */
  readonly before?: readonly string[];
  /** The events, for people who read this table. */
  readonly events: readonly string[];
}

const declined: ScriptedCall = {
  id: "toolu_1",
  name: "codespar_pay",
  input: { amount: 1, description: "sandbox:declined" },
};
const dear = pay("toolu_1", 60_000);
const unknown: ScriptedCall = { id: "toolu_1", name: "no_such_tool", input: { a: 1 } };
const invalid: ScriptedCall = { id: "toolu_1", name: "codespar_pay", input: { amount: "much" } };
const refusal = (status: number, type: string) => () =>
  Response.json(
    { type: "error", error: { type, message: "no" } },
    { status, headers: { "retry-after-ms": "1" } },
  );

/** Answers the first request of all with a refusal, or every one. */
const refuse =
  (status: number, type: string, always = false): NonNullable<Turn["disturb"]> =>
  (wire) => {
    let refused = 0;
    return (input, init) => {
      refused += 1;
      if (always || refused === 1) return Promise.resolve(refusal(status, type)());
      return wire(input, init);
    };
  };

/** Cuts the second answer in half. */
const cut: NonNullable<Turn["disturb"]> = (wire, asked) => async (input, init) => {
  const response = await wire(input, init);
  if (asked() < 2) return response;
  const text = await response.text();
  const headers = { "content-type": "text/event-stream" };
  return new Response(text.slice(0, text.indexOf("event: content_block_stop")), { headers });
};

const asked = ["user_message", "tool_use", "tool_result", "assistant_text", "done"];
const waited = [
  "user_message",
  "tool_use",
  "approval_required",
  "tool_result",
  "assistant_text",
  "done",
];

const turns: readonly Turn[] = [
  { name: "text", events: ["user_message", "assistant_text", "done"] },
  { name: "one tool", calls: [[pay("toolu_1")]], events: asked },
  {
    name: "calls that change something",
    calls: [[pay("toolu_1"), pay("toolu_2", 200)]],
    events: [...asked.slice(0, 1), "tool_use", "tool_use", "tool_result", ...asked.slice(2)],
  },
  {
    name: "calls that change nothing",
    calls: [[look("toolu_1"), look("toolu_2"), look("toolu_3")]],
    events: [
      "user_message",
      ...Array.from({ length: 3 }, () => "tool_use"),
      ...Array.from({ length: 3 }, () => "tool_result"),
      "assistant_text",
      "done",
    ],
  },
  { name: "a tool that fails", calls: [[declined]], events: asked },
  { name: "a tool that does not exist", calls: [[unknown]], events: asked },
  { name: "arguments that break the schema", calls: [[invalid]], events: asked },
  {
    name: "a call that cannot be made beside one that can",
    calls: [[invalid, pay("toolu_2")]],
    events: ["user_message", "tool_use", "tool_use", "tool_result", ...asked.slice(2)],
  },
  {
    name: "a provider that is rate limiting and then is not",
    disturb: refuse(429, "rate_limit_error"),
    events: ["user_message", "assistant_text", "done"],
  },
  {
    name: "a provider that is overloaded and then is not",
    disturb: refuse(529, "overloaded_error"),
    events: ["user_message", "assistant_text", "done"],
  },
  {
    name: "a provider that does not take the key",
    disturb: refuse(401, "authentication_error", true),
    events: ["user_message", "error"],
  },
  {
    name: "a provider that is rate limiting for good",
    disturb: refuse(429, "rate_limit_error", true),
    events: ["user_message", "error"],
  },
  {
    name: "a stream that is cut",
    calls: [[pay("toolu_1")]],
    disturb: cut,
    events: ["user_message", "tool_use", "tool_result", "assistant_text", "error"],
  },
  {
    name: "the last iteration",
    calls: [[pay("toolu_1")], [pay("toolu_2")], [pay("toolu_3")]],
    maxIterations: 2,
    events: ["user_message", "tool_use", "tool_result", "tool_use", "tool_result", "done"],
  },
  {
    name: "an approval",
    calls: [[dear]],
    decide: (approvals, id) => approvals.approve(id),
    events: waited,
  },
  {
    name: "a denial",
    calls: [[dear]],
    decide: (approvals, id) => approvals.deny(id, "no"),
    events: waited,
  },
  {
    name: "a second turn",
    calls: [[pay("toolu_1")], [], [look("toolu_2")]],
    before: ["Charge first"],
    events: asked,
  },
];

const policy = { approvals: [{ above: { currency: "BRL", amount_minor: 50_000 } }] };

/** The bytes of a turn's frames, with what is by chance in them replaced. */
async function framesOf(create: WiredBackend["create"], turn: Turn): Promise<string> {
  const wire = wireOf(...(turn.calls ?? []));
  const fetch = turn.disturb?.(wire.fetch, () => wire.requests.length) ?? wire.fetch;
  const { maxIterations = 10 } = turn;
  const scene = await openScene(create(fetch), { turnLimits: { maxIterations } }, policy);
  for (const message of turn.before ?? []) await scene.session.send(message);
  return withoutChance(await readFrames(scene, turn));
}

async function readFrames({ call, codespar }: Scene, { decide }: Turn): Promise<string> {
  const response = await call("/send", {
    method: "POST",
    headers: { Accept: "text/event-stream" },
    body: JSON.stringify({ message: "Charge" }),
  });
  let text = "";
  let decided = false;
  for await (const chunk of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
    text += chunk;
    const [, id] = /"approval_id":"(\w+)"/.exec(text) ?? [];
    if (decided || id === undefined || decide === undefined) continue;
    decided = true;
    await decide(codespar.approvals, id);
  }
  return text;
}

function withoutChance(text: string): string {
  const ids = new Map<string, string>();
  const numbered = text.replaceAll(
    /\b(trn|pay|ses|apr|tc|key|cli)_[A-Za-z0-9]+/g,
    (id, kind: string) => {
      const known = ids.get(id) ?? `${kind}_${ids.size}`;
      ids.set(id, known);
      return known;
    },
  );
  return numbered
    .replaceAll(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/g, "<time>")
    .replaceAll(/"duration_ms":\d+/g, '"duration_ms":0')
    .replaceAll(/0002\d{2}[^"\\]*6304[0-9A-F]{4}/g, "<pix>");
}

describe.each(turns)("a turn of $name", (turn) => {
  it("is the same to the byte on every backend", async () => {
    const written = await Promise.all(backends.map(({ create }) => framesOf(create, turn)));
    const [first = ""] = written;
    const events = [...first.matchAll(/^event: (\w+)$/gm)].map(([, type]) => type);
    expect(events).toEqual(turn.events);
    for (const frames of written) expect(frames).toBe(first);
  });
});

it("the frames of a turn are these bytes", async () => {
  for (const { create } of backends) {
    expect(await framesOf(create, { name: "", calls: [[unknown]], events: [] })).toBe(
      [
        "event: user_message",
        'data: {"type":"user_message","content":"Charge","turn_id":"trn_0"}',
        "",
        "event: tool_use",
        'data: {"type":"tool_use","id":"toolu_1","name":"no_such_tool","input":{"a":1},"iteration":1}',
        "",
        "event: tool_result",
        `data: ${JSON.stringify(result)}`,
        "",
        "event: assistant_text",
        'data: {"type":"assistant_text","content":"All done.","iteration":2}',
        "",
        "event: done",
        `data: ${JSON.stringify(done)}`,
        "",
        "",
      ].join("\n"),
    );
  }
});

const output = { error: "There is no tool no_such_tool. Nothing was executed. Use another tool." };
const record = {
  id: "toolu_1",
  tool_name: "no_such_tool",
  server_id: "",
  status: "error",
  duration_ms: 0,
  input: { a: 1 },
  output,
  error_code: "unknown_tool",
};
const result = {
  ...record,
  tool_use_id: "toolu_1",
  content: JSON.stringify(output),
  is_error: true,
  type: "tool_result",
  toolCall: record,
  iteration: 1,
};
const answer = { message: "All done.", tool_calls: [record], iterations: 2 };
const done = { ...answer, type: "done", result: answer };
