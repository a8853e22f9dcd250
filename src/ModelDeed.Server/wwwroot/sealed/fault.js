/** What went wrong, by a code that the page has words for. */
export class Fault extends Error {
  constructor(code, detail = '') { super(detail || code); this.code = code; this.detail = detail; }
}

/** Fails with a code unless something holds. */
export function need(holds, code, detail = '') { if (!holds) throw new Fault(code, detail); }

export const ascii = text => new TextEncoder().encode(text);

export function join(...parts) {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) { all.set(part, at); at += part.length; }
  return all;
}

export const same = (a, b) => a.length === b.length && a.every((byte, i) => byte === b[i]);
export const sha256 = async bytes => new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
export const unhex = text => Uint8Array.from(text.slice(2).match(/../g) ?? [], pair => parseInt(pair, 16));

export async function hkdf(secret, salt, info, length = 32) {
  const key = await crypto.subtle.importKey('raw', secret, 'HKDF', false, ['deriveBits']);
  return new Uint8Array(await crypto.subtle.deriveBits({ name: 'HKDF', hash: 'SHA-256', salt, info }, key, length * 8));
}
