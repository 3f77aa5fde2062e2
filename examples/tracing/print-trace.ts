import type { CollectedSpan } from "./start-collector.ts";

/** Prints spans as the tree they are, each with who made it and how long it took. */
export function printTrace(spans: readonly CollectedSpan[]): void {
  const known = new Set(spans.map(({ spanId }) => spanId));
  const roots = spans.filter(({ parentSpanId = "" }) => !known.has(parentSpanId));
  for (const root of roots) printBranch(root, spans, 0);
}

function printBranch(span: CollectedSpan, spans: readonly CollectedSpan[], depth: number): void {
  const ms = Number(BigInt(span.endTimeUnixNano) - BigInt(span.startTimeUnixNano)) / 1e6;
  const name = `${"  ".repeat(depth)}${span.name}`;
  console.log(`${name.padEnd(60)} ${ms.toFixed(1).padStart(7)} ms  ${span.scope}`);
  const children = spans.filter(({ parentSpanId }) => parentSpanId === span.spanId);
  const inOrder = children.toSorted((left, right) =>
    Number(BigInt(left.startTimeUnixNano) - BigInt(right.startTimeUnixNano)),
  );
  for (const child of inOrder) printBranch(child, spans, depth + 1);
}

/** The names from a span up to the root. */
export function pathOf(span: CollectedSpan, spans: readonly CollectedSpan[]): readonly string[] {
  const parent = spans.find(({ spanId }) => spanId === span.parentSpanId);
  return parent === undefined ? [span.name] : [...pathOf(parent, spans), span.name];
}
