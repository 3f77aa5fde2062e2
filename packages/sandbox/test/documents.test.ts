import {
  getBoletoInfo,
  getPixPayloadInfo,
  isValidBoleto,
  isValidNfeKey,
  isValidPixPayload,
} from "@brazilian-utils/brazilian-utils";
import { decode } from "fast-png";
import jsqr from "jsqr";
import { describe, expect, it } from "vitest";

import { accessKey } from "../src/documents/access-key.ts";
import { boletoLine } from "../src/documents/boleto-line.ts";
import { pixCode } from "../src/documents/pix-code.ts";
import { qrPng } from "../src/documents/qr-png.ts";
import { textPdf } from "../src/documents/text-pdf.ts";
import { trackingCode } from "../src/documents/tracking-code.ts";

const key = "7d9f0335-8dcc-4054-9bf9-0dbd61d36906";

describe("pixCode", () => {
  it("is a valid BR Code with the key, the amount and the id", () => {
    const code = pixCode({ key, amountMinor: 15_000, txid: "pay123" });
    expect(isValidPixPayload(code)).toBe(true);
    expect(getPixPayloadInfo(code)).toMatchObject({ key, amount: 150, txid: "pay123" });
    expect(code).toContain("5406150.00");
  });

  it("is refused by readers when one character is changed", () => {
    const code = pixCode({ key, amountMinor: 15_000, txid: "pay123" });
    expect(isValidPixPayload(code.replace("150.00", "150.01"))).toBe(false);
  });

  it("keeps every centavo of any amount", () => {
    for (let amountMinor = 1; amountMinor < 3_000; amountMinor += 1) {
      const info = getPixPayloadInfo(pixCode({ key, amountMinor, txid: "a" }));
      expect(Math.round((info?.amount ?? 0) * 100)).toBe(amountMinor);
    }
  });
});

describe("qrPng", () => {
  it("is a PNG that a scanner reads back as the text", () => {
    const code = pixCode({ key, amountMinor: 9_990, txid: "pay123" });
    const { width, height, data } = decode(qrPng(code));
    const rgba = new Uint8ClampedArray(width * height * 4);
    for (const [index, gray] of data.entries()) rgba.set([gray, gray, gray, 255], index * 4);
    expect(jsqr.default(rgba, width, height)?.data).toBe(code);
  });
});

describe("boletoLine", () => {
  it("is a valid line that says the amount and the due date", () => {
    const line = boletoLine(102_656, Date.UTC(2026, 10, 24), "123456");
    expect(line).toHaveLength(47);
    expect(isValidBoleto(line)).toBe(true);
    const info = getBoletoInfo(line);
    expect(info).toMatchObject({ amount: 102_656 });
    expect(JSON.stringify(info)).toContain("2026-11-24");
  });
});

describe("accessKey", () => {
  it("has 44 digits and a valid check digit, for every number", () => {
    for (let number = 1; number < 500; number += 1) {
      const text = accessKey({
        issuedAtMs: Date.UTC(2026, 10, 21),
        cnpj: "11222333000181",
        number,
      });
      expect(isValidNfeKey(text), text).toBe(true);
    }
  });
});

describe("trackingCode", () => {
  it("has the check digit of the S10 standard", () => {
    expect(trackingCode(47_312_482)).toBe("PB473124829BR");
    expect(trackingCode(1)).toMatch(/^PB\d{9}BR$/);
  });
});

describe("textPdf", () => {
  it("is a PDF whose cross-reference table points at its objects", () => {
    const text = Buffer.from(textPdf(["Nota (1)", "R$ 10"])).toString("latin1");
    expect(text.startsWith("%PDF-1.4")).toBe(true);
    const offsets = [...text.matchAll(/^(\d{10}) 00000 n/gm)].map(([, offset]) => Number(offset));
    for (const [index, offset] of offsets.entries()) {
      expect(text.slice(offset).startsWith(`${index + 1} 0 obj`)).toBe(true);
    }
    expect(text).toContain(String.raw`(Nota \(1\)) Tj`);
  });
});
