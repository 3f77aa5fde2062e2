import { lookup } from "node:dns";
import { BlockList, isIP } from "node:net";

import { Agent, fetch as undiciFetch } from "undici";

/** Addresses that no server outside has. Source: IANA Special-Purpose Address Registries. */
const inside = new BlockList();
for (const [network, prefix] of [
  ["0.0.0.0", 8],
  ["10.0.0.0", 8],
  ["100.64.0.0", 10],
  ["127.0.0.0", 8],
  ["169.254.0.0", 16],
  ["172.16.0.0", 12],
  ["192.0.0.0", 24],
  ["192.0.2.0", 24],
  ["192.88.99.0", 24],
  ["192.168.0.0", 16],
  ["198.18.0.0", 15],
  ["198.51.100.0", 24],
  ["203.0.113.0", 24],
  ["224.0.0.0", 3],
] as const) {
  inside.addSubnet(network, prefix, "ipv4");
  inside.addSubnet(`::ffff:${network}`, prefix + 96, "ipv6");
}
// Some of these have an address of the fourth version in them, which may be any.
for (const [network, prefix] of [
  ["::", 96],
  ["::ffff:0:0:0", 96],
  ["64:ff9b::", 96],
  ["64:ff9b:1::", 48],
  ["100::", 63],
  ["2001::", 23],
  ["2001:db8::", 32],
  ["2002::", 16],
  ["3fff::", 20],
  ["5f00::", 16],
  ["fc00::", 7],
  ["fe80::", 10],
  ["fec0::", 10],
  ["ff00::", 8],
] as const) {
  inside.addSubnet(network, prefix, "ipv6");
}

/** Whether an IP address is one of this machine's or network's own. */
export function isInside(address: string): boolean {
  const [plain = ""] = address.split("%");
  const family = isIP(plain);
  return family === 0 || inside.check(plain, family === 6 ? "ipv6" : "ipv4");
}

/**
 * Creates a fetch for addresses that somebody else named: it connects to none of the inside, which
 * is decided when it connects, so that a name cannot change its mind; and it follows no redirect.
 */
export function createGuardedFetch(): typeof globalThis.fetch {
  const dispatcher = new Agent({
    connect: {
      lookup(hostname, options, callback) {
        lookup(hostname, { ...options, all: true }, (error, addresses) => {
          const bad = error ?? refusalOf(hostname, addresses);
          if (bad !== undefined) callback(bad, []);
          else callback(null, addresses);
        });
      },
    },
  });
  return async (input, init) => {
    const url = new URL(input instanceof Request ? input.url : input);
    const host = url.hostname.replaceAll(/^\[|\]$/g, "");
    if (isIP(host) !== 0 && isInside(host))
      throw new TypeError(`${host} is not reached from here.`);
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- one fetch, two sets of types
    const request = { ...init, dispatcher, redirect: "manual" } as Parameters<
      typeof undiciFetch
    >[1];
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- as above
    return await undiciFetch(url, request);
  };
}

function refusalOf(
  hostname: string,
  addresses: ReadonlyArray<{ readonly address: string }>,
): Error | undefined {
  return addresses.some(({ address }) => isInside(address))
    ? new TypeError(`${hostname} is not reached from here.`)
    : undefined;
}
