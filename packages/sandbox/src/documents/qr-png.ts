import { encode as encodePng } from "fast-png";
import { encode as encodeQr } from "uqr";

const scale = 6;

/** Draws a text as a QR code, black on white with the quiet zone readers need, as PNG. */
export function qrPng(text: string): Uint8Array<ArrayBuffer> {
  const { data: modules, size } = encodeQr(text, { ecc: "M", border: 4 });
  const width = size * scale;
  const pixels = new Uint8Array(width * width).fill(255);
  for (const [y, row] of modules.entries()) {
    for (const [x, dark] of row.entries()) if (dark) fillModule(pixels, width, x, y);
  }
  return new Uint8Array(encodePng({ width, height: width, data: pixels, channels: 1, depth: 8 }));
}

// oxlint-disable-next-line max-params -- a pixel loop; an object per module would cost more than it says
function fillModule(pixels: Uint8Array, width: number, x: number, y: number): void {
  for (let line = y * scale; line < (y + 1) * scale; line += 1) {
    pixels.fill(0, line * width + x * scale, line * width + (x + 1) * scale);
  }
}
