const maxLength = 300;
const url = /\b[a-z][a-z0-9+.-]*:\/\/[^\s"'<>]+/gi;
const secret = /\b(?:Bearer\s+\S+|(?:sk|rk|pk|csk)_[A-Za-z0-9_-]{6,}|cst\.ses_\S+)/gi;

/** A foreign text as one line without addresses, keys or stack frames. */
export function safeText(text: string): string {
  const [line = ""] = text.split(/\r?\n\s+at /);
  const clean = line
    .replaceAll(secret, "[redacted]")
    .replaceAll(url, "[address]")
    .replaceAll(/\s+/g, " ")
    .trim();
  return clean.length > maxLength ? `${clean.slice(0, maxLength).toWellFormed()}…` : clean;
}
