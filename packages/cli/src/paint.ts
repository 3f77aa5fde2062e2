import { styleText } from "node:util";

/** A way to set text apart. */
export type Style = "bold" | "dim" | "red" | "green" | "yellow" | "cyan";

/** Sets text apart where colours are wanted. */
export function paint(colours: boolean, style: Style, text: string): string {
  return colours ? styleText(style, text, { validateStream: false }) : text;
}
