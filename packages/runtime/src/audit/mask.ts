/** What stands in the audit where a secret was. */
export const mask = "[redacted]";
