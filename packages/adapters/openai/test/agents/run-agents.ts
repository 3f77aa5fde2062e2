import {
  type AdapterRun,
  type AdapterScript,
  createOpenAIWire,
  type OpenAIRequest,
  readResponses,
} from "@codespar/conformance";
import { getTools } from "@codespar/openai/agents";
import { Agent, OpenAIProvider, RunState, Runner } from "@openai/agents";
import OpenAI from "openai";

import { responsesTold } from "../run-openai.ts";

/** A run of the Agents SDK, interrupted for approvals and continued from its written state. */
export async function runAgents(script: AdapterScript): Promise<AdapterRun> {
  const { session, options = {}, approve, resume = 1, signal } = script;
  const { fetch, requests } = createOpenAIWire(script.turns);
  const openAIClient = new OpenAI({ apiKey: "test", fetch, maxRetries: 0 });
  const modelProvider = new OpenAIProvider({ openAIClient: openAIClient as never });
  const runner = new Runner({ modelProvider, tracingDisabled: true });
  let waiting: readonly string[] = [];
  let error: unknown;
  try {
    const tools = await getTools(session, options);
    const agent = new Agent({ name: "Shop", instructions: "Sell.", model: "gpt-5", tools });
    const paused = await runner.run(agent, "Go.", { maxTurns: 20, ...(signal && { signal }) });
    waiting = paused.interruptions.map(({ rawItem }) => String(Reflect.get(rawItem, "callId")));
    if (approve !== undefined && waiting.length > 0) {
      const written = paused.state.toString();
      for (let sent = 0; sent < resume; sent += 1) {
        const state = await RunState.fromString(agent, written);
        await runner.run(agent, answered(state, approve));
      }
    }
  } catch (cause) {
    error = cause;
  }
  return {
    definitions: readResponses(requests[0]).definitions,
    error,
    waiting,
    told: toldIn(requests.at(-1)),
  };
}

function answered<State extends RunState<unknown, Agent>>(state: State, approved: boolean): State {
  const answer = approved ? state.approve : state.reject;
  for (const question of state.getInterruptions()) answer.call(state, question);
  return state;
}

/** Arguments that are not JSON are answered by the SDK itself, in its own words. */
function toldIn(request: OpenAIRequest | undefined): AdapterRun["told"] {
  return Object.fromEntries(
    Object.entries(responsesTold(request)).map(([id, told]) => [
      id,
      { ...told, failed: told.failed || told.text.startsWith("An error occurred while parsing") },
    ]),
  );
}
