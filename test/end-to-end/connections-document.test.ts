/** The requirement document on connections, through the SDK and as plain HTTP. */
import { createRuntime } from "@codespar/runtime";
import { CodeSpar } from "@codespar/sdk";
import { expect, it } from "vitest";

it("lists, shows and disconnects as the document says", async () => {
  await using runtime = createRuntime();
  const codespar = new CodeSpar({ apiKey: runtime.apiKey, fetch: runtime.fetch });
  const servers = ["stripe", "mercadopago", "correios"];
  await using session = await codespar.create("user_123", { servers });

  const response = await runtime.fetch(
    `https://api.codespar.dev/v1/sessions/${session.id}/connections`,
    { headers: { Authorization: `Bearer ${runtime.apiKey}` } },
  );
  expect(await response.json()).toMatchObject({
    data: [
      { id: "stripe", auth_type: "api_key", connected: true, tools_count: 8, status: "ready" },
      { id: "mercadopago", auth_type: "oauth", connected: true, tools_count: 6, status: "ready" },
      { id: "correios", auth_type: "api_key", connected: true, tools_count: 4, status: "ready" },
    ],
    total: 3,
    session_id: session.id,
  });

  const stripe = await session.connection("stripe");
  expect(stripe.tools.map(({ name }) => name)).toEqual(
    expect.arrayContaining(["stripe_create_payment_intent", "stripe_create_checkout"]),
  );
  await session.disconnect("stripe");
  const tools = await session.tools();
  expect(tools.filter(({ server }) => server === "stripe")).toEqual([]);
  await expect(session.disconnect("stripe")).rejects.toMatchObject({
    code: "not_connected",
    status: 409,
  });
  await expect(session.connection("nowhere")).rejects.toMatchObject({ status: 404 });
});
