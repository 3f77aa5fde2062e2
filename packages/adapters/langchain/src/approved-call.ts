/** A key that no message from outside can have. */
const approved: unique symbol = Symbol("codespar.approved");

/** Marks a call that the middleware has let through, so that its tool does not ask again. */
export function markApproved<Call extends object>(call: Call): Call {
  return { ...call, [approved]: true };
}

/** Whether the middleware has let a call through. */
export function isApproved(call: object | undefined): boolean {
  return call !== undefined && approved in call;
}
