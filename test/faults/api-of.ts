/** The key that every node of a fault run accepts. */
export const apiKey = "csk_test_fault-runs-000001";

/** Asks a node for JSON. */
export async function ask<Answer>(url: string, path: string, body?: object): Promise<Answer> {
  const response = await fetch(`${url}${path}`, {
    method: body === undefined ? "GET" : "POST",
    headers: { Authorization: `Bearer ${apiKey}`, "Content-Type": "application/json" },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  if (!response.ok) throw new Error(`${path} answered ${response.status}.`);
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what the route answers
  return (await response.json()) as Answer;
}
