import type { Store, StoreTransaction } from "../store/store.ts";
import { sumOf } from "../store/sum-of.ts";
import type { Objection, PeriodLimit } from "./judge-call.ts";
import type { Money } from "./money-of-call.ts";
import type { PolicyCall } from "./policy-call.ts";
import { toPayee } from "./to-payee.ts";

/** What a call is about to spend, and what it must not pass. */
export interface Spending {
  readonly money: Money;
  readonly limits: readonly PeriodLimit[];
}

/**
 * Counts a call's money as spent, unless that would pass a limit.
 *
 * The project's audit chain is locked in the same transaction, so that no two calls of a project
 * count at once.
 */
export async function reserveSpending(
  transaction: StoreTransaction,
  { id, session, calledAt }: PolicyCall,
  { money, limits }: Spending,
): Promise<Objection | undefined> {
  for (const limit of limits) {
    const spent = await sumSpent(transaction, session, limit);
    if (spent + money.amountMinor <= limit.maxMinor) continue;
    return {
      ruleId: limit.ruleId,
      message: `The limit of this ${limit.period} is ${limit.maxMinor} minor units of ${limit.currency}, of which ${spent} are spent.`,
    };
  }
  await transaction
    .insertInto("spendings")
    .values({
      tool_call_id: id,
      project_id: session.project_id,
      environment: session.environment,
      session_id: session.id,
      currency: money.currency,
      payee: toPayee(money.payee),
      amount_minor: money.amountMinor,
      spent_at: calledAt,
    })
    .execute();
  return undefined;
}

/** How much money some calls moved or may have moved, in minor units by currency. */
export async function sumSpentBy(
  store: Store,
  callIds: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  if (callIds.length === 0) return new Map();
  const rows = await store.read
    .selectFrom("spendings")
    .select(["currency", sumOf("amount_minor").as("total")])
    .where("tool_call_id", "in", callIds)
    .groupBy("currency")
    .execute();
  return new Map(rows.map(({ currency, total }) => [currency, total ?? 0]));
}

/** Gives back what calls counted that moved no money after all. */
export async function releaseSpending(
  transaction: StoreTransaction,
  callIds: readonly string[],
): Promise<void> {
  if (callIds.length === 0) return;
  await transaction.deleteFrom("spendings").where("tool_call_id", "in", callIds).execute();
}

async function sumSpent(
  transaction: StoreTransaction,
  session: PolicyCall["session"],
  { scope, currency, payee, since }: PeriodLimit,
): Promise<number> {
  let query = transaction
    .selectFrom("spendings")
    .select(sumOf("amount_minor").as("total"))
    .where("project_id", "=", session.project_id)
    .where("environment", "=", session.environment)
    .where("currency", "=", currency)
    .where("spent_at", ">=", since);
  if (scope === "session") query = query.where("session_id", "=", session.id);
  if (payee !== undefined) query = query.where("payee", "=", payee);
  return (await query.executeTakeFirstOrThrow()).total ?? 0;
}
