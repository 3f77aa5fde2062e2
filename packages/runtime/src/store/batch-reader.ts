interface Waiting<Row> {
  readonly id: string;
  succeed(row: Row | undefined): void;
  fail(reason: unknown): void;
}

const maxIds = 64;

/**
 * Creates a reader of rows by id with one query at a time: what is asked meanwhile goes into the
 * next, so that every answer is at least as new as its question.
 *
 * @param load Reads the rows of some ids, each id once.
 */
export function createBatchReader<Row extends { readonly id: string }>(
  load: (ids: readonly string[]) => Promise<readonly Row[]>,
): (id: string) => Promise<Row | undefined> {
  let waiting: Waiting<Row>[] = [];
  let reading = false;

  async function readNext(): Promise<void> {
    const taken = waiting.slice(0, maxIds);
    waiting = waiting.slice(maxIds);
    try {
      const rows = await load([...new Set(taken.map(({ id }) => id))]);
      const byId = new Map(rows.map((row) => [row.id, row]));
      for (const { id, succeed } of taken) succeed(byId.get(id));
    } catch (cause) {
      for (const { fail } of taken) fail(cause);
    }
  }

  async function readAll(): Promise<void> {
    reading = true;
    while (waiting.length > 0) await readNext();
    reading = false;
  }

  return (id) =>
    new Promise((succeed, fail) => {
      waiting.push({ id, succeed, fail });
      if (!reading) void readAll();
    });
}
