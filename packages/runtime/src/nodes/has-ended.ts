/** Whether no process of this machine has this number. */
export function hasEnded(pid: number): boolean {
  try {
    // Sends nothing, and fails where there is nobody to send it to.
    process.kill(pid, 0);
    return false;
  } catch (cause) {
    // Another user's process cannot be sent anything either.
    return cause instanceof Error && "code" in cause && cause.code === "ESRCH";
  }
}
