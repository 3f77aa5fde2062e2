const maxAttempts = 20;

/** Runs a transaction again when another one got in its way; everything else that fails, fails. */
export async function withRetries<Result>(run: () => Promise<Result>): Promise<Result> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await run();
    } catch (cause) {
      if (attempt === maxAttempts || !isCollision(cause)) throw cause;
      const waitMs = Math.random() * Math.min(2 ** attempt, 50);
      await new Promise((resolve) => {
        setTimeout(resolve, waitMs);
      });
    }
  }
}

/** Whether two transactions got in each other's way. Source: PostgreSQL, Appendix A. */
function isCollision(cause: unknown): boolean {
  const code = cause instanceof Error && "code" in cause ? cause.code : undefined;
  return code === "40001" || code === "40P01";
}
