// Opens vectors/sealing.json with node's own cryptography, written from docs/formats.md: prints the file key that each pair of custodians gives.
import { createDecipheriv, createHash, createHmac, createPrivateKey, createPublicKey, diffieHellman, hkdfSync } from "node:crypto";
import { readFileSync } from "node:fs";

const TYPE = "modeldeed.org/custodians-1";
const vector = JSON.parse(readFileSync(process.argv[2], "utf8"));
const sha256 = (...parts) => createHash("sha256").update(Buffer.concat(parts.map((part) => Buffer.from(part)))).digest();
const unhex = (text) => Buffer.from(text.slice(2), "hex");

const secretOf = (text) => {
  const values = [...text.toLowerCase().slice("age-secret-key-1".length, -6)].map((c) => "qpzry9x8gf2tvdw0s3jn54khce6mua7l".indexOf(c));
  const bits = values.map((value) => value.toString(2).padStart(5, "0")).join("");
  return Buffer.from(bits.match(/.{8}/g).map((byte) => parseInt(byte, 2)));
};
const privateKey = (raw) => createPrivateKey({ key: Buffer.concat([Buffer.from("302e020100300506032b656e04220420", "hex"), raw]), format: "der", type: "pkcs8" });
const publicKey = (raw) => createPublicKey({ key: Buffer.concat([Buffer.from("302a300506032b656e032100", "hex"), raw]), format: "der", type: "spki" });
const rawPublic = (key) => createPublicKey(key).export({ format: "der", type: "spki" }).subarray(-32);

function unbox(secret, ephemeral, info, box) {
  const own = privateKey(secret);
  const shared = diffieHellman({ privateKey: own, publicKey: publicKey(ephemeral) });
  const key = Buffer.from(hkdfSync("sha256", shared, Buffer.concat([ephemeral, rawPublic(own)]), info, 32));
  const cipher = createDecipheriv("chacha20-poly1305", key, Buffer.alloc(12), { authTagLength: 16 });
  cipher.setAuthTag(box.subarray(-16));
  return Buffer.concat([cipher.update(box.subarray(0, -16)), cipher.final()]);
}

const multiply = (a, b) => {
  let product = 0;
  for (; b > 0; b >>= 1, a = (a << 1) ^ (a & 128 ? 0x11b : 0)) if (b & 1) product ^= a;
  return product;
};
const divide = (a, b) => [...Array(256).keys()].find((c) => multiply(b, c) === a);

// The header: lines, the custodians' body, and the MAC.
const lines = vector.header.split("\n");
const start = lines.indexOf(`-> ${TYPE}`) + 1;
const end = lines.findIndex((line, i) => i >= start && line.length < 64);
const body = Buffer.from(lines.slice(start, end + 1).join(""), "base64");
const n = body[145];
const t = body[144];
const head = body.subarray(0, 146 + 32 * n);
const binding = sha256(`${TYPE} binding`, head);

const opened = vector.custodians.map(({ secret }, i) => {
  const at = head.length + i * 112;
  const x = Buffer.from([i + 1]);
  const box = unbox(secretOf(secret), body.subarray(at + 32, at + 64), Buffer.concat([Buffer.from(`${TYPE} share`), binding, x]), body.subarray(at + 64, at + 112));
  if (!sha256(`${TYPE} commitment`, binding, x, box).equals(body.subarray(at, at + 32))) throw new Error(`commitment ${i + 1}`);
  return { x: i + 1, share: box.subarray(0, 16) };
});
const keys = [];
for (let a = 0; a < n; a++)
  for (let b = a + 1; b < n; b++) {
    const pair = [opened[a], opened[b]];
    keys.push(Buffer.from([...Array(16).keys()].map((i) => pair.reduce((sum, { x, share }) => {
      const other = pair.find((one) => one.x !== x).x;
      return sum ^ multiply(share[i], divide(other, other ^ x));
    }, 0))));
  }
const macAt = vector.header.lastIndexOf("---") + 3;
const macKey = Buffer.from(hkdfSync("sha256", keys[0], Buffer.alloc(0), "header", 32));
const mac = createHmac("sha256", macKey).update(vector.header.slice(0, macAt)).digest("base64").replace(/=+$/, "");
console.log(JSON.stringify({
  threshold: t, chainId: Number(body.readBigUInt64BE(0)), version: body.readUInt32BE(124), binding: `0x${binding.toString("hex")}`,
  keys: keys.map((key) => `0x${key.toString("hex")}`), mac: vector.header.slice(macAt) === ` ${mac}\n`,
  digest: `0x${sha256(vector.header).toString("hex")}`, body: unhex(vector.body).equals(body),
}));
