/** A payee as limits know it, whatever its case, and however a number is punctuated. */
export function toPayee(text: string): string {
  const plain = text.trim().toLowerCase();
  const digits = /^[\d\s./()+-]+$/.test(plain) ? plain.replaceAll(/\D/g, "") : "";
  return digits === "" ? plain : digits;
}
