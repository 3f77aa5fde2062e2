import { type Kysely, sql } from "kysely";
import type { Migration } from "kysely/migration";

const columns = [
  "id",
  "project_id",
  "session_id",
  "user_id",
  "tool_call_id",
  "server",
  "status",
  "method",
  "currency",
  "amount_minor",
  "refunded_minor",
  "description",
  "customer",
  "pix_code",
  "created_at",
].map((name) => sql.ref(name));

/** Two servers may give the same id to two payments. */
export const settlementsByServer: Migration = {
  async up(db: Kysely<unknown>) {
    const { schema } = db;
    await schema.alterTable("settlements").renameTo("settlements_before").execute();
    await schema.dropIndex("settlements_session").execute();
    await schema
      .createTable("settlements")
      .addColumn("id", "text", (column) => column.notNull())
      .addColumn("project_id", "text", (column) => column.notNull())
      .addColumn("session_id", "text", (column) => column.notNull())
      .addColumn("user_id", "text", (column) => column.notNull())
      .addColumn("tool_call_id", "text", (column) => column.notNull())
      .addColumn("server", "text", (column) => column.notNull())
      .addColumn("status", "text", (column) => column.notNull())
      .addColumn("method", "text", (column) => column.notNull())
      .addColumn("currency", "text", (column) => column.notNull())
      .addColumn("amount_minor", "bigint", (column) => column.notNull())
      .addColumn("refunded_minor", "bigint", (column) => column.notNull().defaultTo(0))
      .addColumn("description", "text", (column) => column.notNull())
      .addColumn("customer", "text", (column) => column.notNull())
      .addColumn("pix_code", "text")
      .addColumn("created_at", "bigint", (column) => column.notNull())
      .addPrimaryKeyConstraint("settlements_of_servers", ["id", "server"])
      .execute();
    const names = sql.join(columns);
    await sql`insert into settlements (${names}) select ${names} from settlements_before`.execute(
      db,
    );
    await schema.dropTable("settlements_before").execute();
    await schema
      .createIndex("settlements_session")
      .on("settlements")
      .columns(["session_id", "created_at"])
      .execute();
    await schema
      .alterTable("settlement_events")
      .addColumn("server", "text", (column) => column.notNull().defaultTo(""))
      .execute();
  },
};
