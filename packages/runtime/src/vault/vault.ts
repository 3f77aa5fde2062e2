import { createCipheriv, createDecipheriv, createHash, hkdfSync, randomBytes } from "node:crypto";

/** Keeps secrets: what it seals, only it opens, and only in the place it was sealed for. */
export interface Vault {
  /**
   * Seals a secret.
   *
   * @param place What the secret belongs to; it must be told again to open it.
   */
  seal(secret: unknown, place: string): string;
  /** Opens a secret; throws when it was changed, moved, or sealed by a key that is gone. */
  open(sealed: string, place: string): unknown;
  /** Whether a secret should be sealed again, for its key is not the newest. */
  isStale(sealed: string): boolean;
}

const algorithm = "aes-256-gcm";
const ivBytes = 12;
const tagBytes = 16;

/**
 * Creates a vault: each secret has a key of its own (AES-256-GCM), wrapped by a master key.
 *
 * @param masterKeys Texts of high entropy, the newest first; older ones only open.
 */
export function createVault(masterKeys: readonly [string, ...string[]]): Vault {
  const keys = masterKeys.map(toMasterKey);
  const [newest = toMasterKey(masterKeys[0])] = keys;
  return {
    seal(secret, place) {
      const dataKey = randomBytes(32);
      const wrapped = encrypt(newest.key, dataKey, place);
      const body = encrypt(dataKey, Buffer.from(JSON.stringify(secret)), place);
      return ["v1", newest.id, wrapped.toString("base64url"), body.toString("base64url")].join(".");
    },
    open(sealed, place) {
      const [version, keyId, wrapped = "", body = ""] = sealed.split(".");
      const master = keys.find(({ id }) => id === keyId);
      if (version !== "v1" || master === undefined) {
        throw new Error("A secret was sealed by a key that is not configured.");
      }
      const dataKey = decrypt(master.key, Buffer.from(wrapped, "base64url"), place);
      const text = decrypt(dataKey, Buffer.from(body, "base64url"), place).toString("utf8");
      return JSON.parse(text) as unknown;
    },
    isStale: (sealed) => sealed.split(".")[1] !== newest.id,
  };
}

interface MasterKey {
  readonly id: string;
  readonly key: Uint8Array;
}

function toMasterKey(text: string): MasterKey {
  const key = new Uint8Array(hkdfSync("sha256", text, "", "codespar vault", 32));
  return { key, id: createHash("sha256").update(key).digest("hex").slice(0, 8) };
}

function encrypt(key: Uint8Array, plain: Uint8Array, place: string): Buffer {
  const iv = randomBytes(ivBytes);
  const cipher = createCipheriv(algorithm, key, iv).setAAD(Buffer.from(place));
  return Buffer.concat([iv, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
}

function decrypt(key: Uint8Array, sealed: Buffer, place: string): Buffer {
  const decipher = createDecipheriv(algorithm, key, sealed.subarray(0, ivBytes), {
    authTagLength: tagBytes,
  });
  decipher.setAAD(Buffer.from(place)).setAuthTag(sealed.subarray(-tagBytes));
  return Buffer.concat([decipher.update(sealed.subarray(ivBytes, -tagBytes)), decipher.final()]);
}
