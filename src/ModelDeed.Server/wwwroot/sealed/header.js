// A package's header (docs/formats.md, "Sealed package"): the custodians' stanza, what their shares must be, and the key that they give.
import { chacha20poly1305 } from './noble/chacha.js';
import { ascii, hkdf, join, need, same, sha256 } from './fault.js';

const TYPE = 'modeldeed.org/custodians-1', MOST = 1 << 20;

/** @param {Uint8Array} bytes */
export async function parse(bytes) {
  need(bytes.length <= MOST && bytes.every(byte => byte === 10 || (byte >= 32 && byte <= 126)), 'header');
  const lines = new TextDecoder().decode(bytes).split('\n');
  need(lines.length > 2 && lines.pop() === '' && lines.shift() === 'age-encryption.org/v1', 'header');
  const stanzas = [];
  while (lines[0]?.startsWith('-> ')) {
    const words = lines.shift().slice(3).split(' ');
    let body = '', line;
    do { line = lines.shift(); need(line !== undefined && line.length <= 64, 'header'); body += line; } while (line.length === 64);
    stanzas.push({ type: words[0], words: words.slice(1), body: decode(body) });
  }
  need(stanzas.length > 0 && lines.length === 1 && lines[0].startsWith('--- '), 'header');
  const mac = decode(lines[0].slice(4)), own = stanzas.filter(stanza => stanza.type === TYPE);
  need(mac.length === 32 && own.length <= 1 && own.every(stanza => stanza.words.length === 0), 'header');
  need(own.length === 1, 'nocustodians');
  return { bytes, mac, macked: bytes.subarray(0, bytes.length - lines[0].length - 1 + 3), ...await custodians(own[0].body) };
}

function decode(text) {
  need(/^[A-Za-z0-9+/]*$/.test(text), 'header');
  const bytes = Uint8Array.from(atob(text), character => character.charCodeAt(0));
  need(btoa(Array.from(bytes, byte => String.fromCharCode(byte)).join('')).replace(/=+$/, '') === text, 'header');
  return bytes;
}

async function custodians(body) {
  need(body.length > 146, 'header');
  const view = new DataView(body.buffer, body.byteOffset, body.length), threshold = body[144], count = body[145];
  need(count >= 2 && threshold >= 2 && threshold <= count && body.length === 146 + 144 * count, 'header');
  const head = body.subarray(0, 146 + 32 * count);
  const shares = Array.from({ length: count }, (_, i) => ({ key: body.subarray(146 + 32 * i, 178 + 32 * i), commitment: body.subarray(head.length + 112 * i, head.length + 112 * i + 32) }));
  return {
    chainId: view.getBigUint64(0), contract: body.subarray(8, 28), title: body.subarray(28, 60), fingerprint: body.subarray(60, 92), manifest: body.subarray(92, 124), version: view.getUint32(124),
    threshold, shares, binding: await sha256(join(ascii(`${TYPE} binding`), head)),
  };
}

/** Opens what is sealed to a key pair: ChaCha20-Poly1305 under HKDF of X25519; null when it isn't. */
export async function unbox(pair, own, ephemeral, info, box) {
  try {
    const other = await crypto.subtle.importKey('raw', ephemeral, { name: 'X25519' }, false, []);
    const secret = new Uint8Array(await crypto.subtle.deriveBits({ name: 'X25519', public: other }, pair.privateKey, 256));
    need(secret.some(byte => byte !== 0), 'header'); // a weak key
    const key = await hkdf(secret, join(ephemeral, own), info);
    const plain = chacha20poly1305(key, new Uint8Array(12)).decrypt(box);
    secret.fill(0);
    key.fill(0);
    return plain;
  } catch {
    return null;
  }
}

/** Whether x ‖ share ‖ blinder is the share that the header commits to for custodian x. */
export async function isRight(header, x, plain) {
  return plain.length === 33 && plain[0] === x && same(await sha256(join(ascii(`${TYPE} commitment`), header.binding, plain)), header.shares[x - 1].commitment);
}

const multiply = (a, b) => {
  let product = 0;
  for (; b > 0; b >>= 1, a = (a << 1) ^ (a & 128 ? 0x11b : 0)) if (b & 1) product ^= a;
  return product;
};
// a^254 is 1/a in GF(2^8).
const invert = a => { let power = 1; for (let i = 0; i < 254; i++) power = multiply(power, a); return power; };

/** The file key that shares give (Lagrange at 0), checked by the header's MAC. @param {Uint8Array[]} shares x ‖ share ‖ blinder, t of them */
export async function combine(header, shares) {
  const key = new Uint8Array(16);
  for (const one of shares) {
    let weight = 1;
    for (const other of shares) if (other !== one) weight = multiply(weight, multiply(other[0], invert(other[0] ^ one[0])));
    for (let i = 0; i < 16; i++) key[i] ^= multiply(one[1 + i], weight);
  }
  const macKey = await crypto.subtle.importKey('raw', await hkdf(key, new Uint8Array(), ascii('header')), { name: 'HMAC', hash: 'SHA-256' }, false, ['verify']);
  need(await crypto.subtle.verify('HMAC', macKey, header.mac, header.macked), 'wrongkey');
  return key;
}
