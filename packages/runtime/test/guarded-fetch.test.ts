import { once } from "node:events";
import { createServer } from "node:http";

import { describe, expect, it } from "vitest";

import { createGuardedFetch, isInside } from "../src/mcp/guarded-fetch.ts";

describe("an address is inside", () => {
  it.each([
    "127.0.0.1",
    "10.1.2.3",
    "172.20.0.1",
    "192.168.1.1",
    "169.254.169.254",
    "100.64.0.1",
    "0.0.0.0",
    "224.0.0.1",
    "::1",
    "::",
    "fe80::1",
    "fd00::1",
    "::ffff:127.0.0.1",
    "::ffff:a9fe:a9fe",
    "64:ff9b::7f00:1",
    "64:ff9b:1::7f00:1",
    "::127.0.0.1",
    "::ffff:0:7f00:1",
    "2001:0:4136:e378:8000:63bf:80ff:fffe",
    "2001:db8::1",
    "2002:7f00:1::",
    "3fff::1",
    "100::1",
    "5f00::1",
    "fec0::1",
    "fe80::1%eth0",
    "192.0.2.1",
    "192.88.99.1",
    "198.19.255.255",
    "198.51.100.1",
    "203.0.113.1",
    "255.255.255.255",
    "not an address",
  ])("%s", (address) => expect(isInside(address)).toBe(true));

  it.each([
    "8.8.8.8",
    "172.32.0.1",
    "192.0.1.1",
    "2606:4700::1111",
    "2001:4860:4860::8888",
    "::ffff:8.8.8.8",
  ])("but %s is not", (address) => expect(isInside(address)).toBe(false));
});

describe("the guarded fetch", () => {
  it("reaches nothing inside, by number, by name, or by another spelling of a number", async () => {
    let requests = 0;
    const server = createServer((_request, response) => {
      requests += 1;
      response.end();
    }).listen(0, "127.0.0.1");
    await once(server, "listening");
    const address = server.address();
    const port = typeof address === "object" && address !== null ? address.port : 0;
    const guarded = createGuardedFetch();
    for (const host of [
      "127.0.0.1",
      "localhost",
      "127.1",
      "2130706433",
      "0x7f.1",
      "0177.0.0.1",
      "127。0。0。1",
      "u:p@127.0.0.1",
      "[::ffff:127.0.0.1]",
      "[::127.0.0.1]",
    ]) {
      await expect(guarded(`http://${host}:${port}/`), host).rejects.toThrow(TypeError);
    }
    expect(requests).toBe(0);
    server.close();
  });
});
