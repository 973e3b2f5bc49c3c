import { createHmac } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";

/** totp is the code that an authenticator app shows now for a base32 secret (RFC 6238). */
export async function totp(secret: string): Promise<string> {
  // The service accepts the code of the current 30 seconds only.
  if (Date.now() % 30_000 > 29_000) await sleep(1000);
  const digits = [...secret.replace(/=+$/, "")].map((c) => "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(c));
  const bits = digits.map((d) => d.toString(2).padStart(5, "0")).join("");
  const key = Buffer.from(bits.match(/.{8}/g)!.map((byte) => parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000)));
  const mac = createHmac("sha1", key).update(counter).digest();
  const code = mac.readUInt32BE(mac[19] & 15) & 0x7fffffff;
  return String(code % 1_000_000).padStart(6, "0");
}
