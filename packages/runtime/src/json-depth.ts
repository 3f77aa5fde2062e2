/** Levels of objects and arrays that arguments may have. */
export const maxInputDepth = 64;
/** Levels of objects and arrays that an answer may have. */
export const maxAnswerDepth = 256;

/** Whether a value has more levels of objects and arrays than allowed. */
export function isDeeperThan(value: unknown, levels: number): boolean {
  let level = [value].filter(isNested);
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth === levels) return true;
    level = level.flatMap((item) => Object.values(item).filter(isNested));
  }
  return false;
}

function isNested(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}
