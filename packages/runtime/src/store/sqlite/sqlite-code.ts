/** An extended code has the code in its lowest byte. */
const codeMask = 0xff;

/** The code of an error of SQLite; none of other errors. Source: SQLite, Result and Error Codes. */
export function sqliteCode(cause: unknown): number | undefined {
  if (!(cause instanceof Error && "errcode" in cause)) return undefined;
  // oxlint-disable-next-line no-bitwise -- how the codes are made
  return Number(cause.errcode) & codeMask;
}
