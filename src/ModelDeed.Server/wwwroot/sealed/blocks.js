// Blocks by their names, and files made of them (docs/formats.md, "Storage"). Nothing that comes is used before its SHA-256 is that of its name.
import { Fault, need, same, sha256 } from './fault.js';

const RAW = 0x55, NODE = 0x70, DIGITS = 'abcdefghijklmnopqrstuvwxyz234567';
const MOST_DEPTH = 16, AHEAD = 8;

function cidOf(bytes) {
  need(bytes.length === 36 && bytes[0] === 1 && (bytes[1] === RAW || bytes[1] === NODE) && bytes[2] === 0x12 && bytes[3] === 32, 'altered', 'CID');
  let bits = 0, value = 0, text = 'b';
  for (const byte of bytes) {
    value = (value << 8) | byte;
    for (bits += 8; bits >= 5; bits -= 5) text += DIGITS[(value >> (bits - 5)) & 31];
    value &= 31;
  }
  if (bits > 0) text += DIGITS[(value << (5 - bits)) & 31];
  return { text, codec: bytes[1], digest: bytes.slice(4) };
}

/** The CID of a package's folder, by the digest on the chain. */
export const folderOf = digest => cidOf(Uint8Array.from([1, NODE, 0x12, 32, ...digest]));

/** A reader of dag-pb in the one form that the format allows. */
function reader(bytes) {
  let at = 0;
  const number = () => {
    let value = 0, scale = 1;
    for (let i = 0; i < 8; i++, scale *= 128) {
      need(at < bytes.length, 'altered', 'dag-pb');
      const byte = bytes[at++];
      value += (byte & 127) * scale;
      if (byte < 128) { need(value <= Number.MAX_SAFE_INTEGER && (byte > 0 || i === 0), 'altered', 'dag-pb'); return value; }
    }
    throw new Fault('altered', 'dag-pb');
  };
  const tag = wanted => { if (bytes[at] !== wanted) return false; at++; return true; };
  const inner = () => { const length = number(); need(at + length <= bytes.length, 'altered', 'dag-pb'); at += length; return bytes.subarray(at - length, at); };
  return { number, tag, inner, must: wanted => need(tag(wanted), 'altered', 'dag-pb'), ended: () => at === bytes.length };
}

/** A node: a folder's entries, or a file's parts with their lengths, or its bytes. */
function read(bytes) {
  const node = reader(bytes), links = [];
  while (node.tag(0x12)) {
    const link = reader(node.inner());
    link.must(0x0a);
    const cid = cidOf(link.inner());
    link.must(0x12);
    const name = new TextDecoder('utf-8', { fatal: true }).decode(link.inner());
    link.must(0x18);
    link.number();
    need(link.ended(), 'altered', 'dag-pb');
    links.push({ cid, name });
  }
  node.must(0x0a);
  const data = reader(node.inner());
  need(node.ended(), 'altered', 'dag-pb');
  data.must(0x08);
  const kind = data.number();
  if (kind === 1) { need(data.ended(), 'altered', 'dag-pb'); return { entries: links }; }
  need(kind === 2, 'altered', 'dag-pb');
  const content = data.tag(0x12) ? data.inner() : new Uint8Array();
  const length = data.tag(0x18) ? data.number() : 0;
  const sizes = [];
  while (data.tag(0x20)) sizes.push(data.number());
  need(data.ended() && sizes.length === links.length && sizes.every(size => size > 0) && (links.length === 0 || content.length === 0), 'altered', 'dag-pb');
  need(length === sizes.reduce((sum, size) => sum + size, content.length), 'altered', 'dag-pb');
  return { content, length, parts: links.map(({ cid }, i) => ({ cid, length: sizes[i] })) };
}

/** @param {(cid: string, digest: Uint8Array) => Promise<ArrayBuffer>} fetch what fetches a block by its name, which ends with that SHA-256 */
export function store(fetch) {
  async function block(cid) {
    const bytes = new Uint8Array(await fetch(cid.text, cid.digest));
    need(same(await sha256(bytes), cid.digest), 'altered', cid.text);
    return bytes;
  }
  const nodeOf = async cid => cid.codec === RAW ? (bytes => ({ content: bytes, length: bytes.length, parts: [] }))(await block(cid)) : read(await block(cid));

  // The file's leaves in order; what a parent says of a part's length is held against the part.
  async function* leaves(node, depth) {
    need(depth <= MOST_DEPTH, 'altered', 'depth');
    for (const { cid, length } of node.parts) {
      if (cid.codec === RAW) { yield { cid, length }; continue; }
      const inner = await nodeOf(cid);
      need(!inner.entries && inner.length === length, 'altered', cid.text);
      if (inner.parts.length === 0) yield { bytes: inner.content, length };
      else yield* leaves(inner, depth + 1);
    }
  }

  async function leaf({ cid, bytes, length }) {
    const got = bytes ?? await block(cid);
    need(got.length === length, 'altered', cid?.text);
    return got;
  }

  /** A folder's entries by name. */
  async function folder(cid) {
    const node = await nodeOf(cid);
    need(node.entries, 'altered', 'folder');
    return new Map(node.entries.map(entry => [entry.name, entry.cid]));
  }

  /** A file: its length, and its bytes part by part, some of them on their way while one is used. */
  async function file(cid) {
    const top = await nodeOf(cid);
    need(!top.entries, 'altered', 'file');
    async function* bytes() {
      if (top.parts.length === 0) { yield top.content; return; }
      const coming = [], rest = leaves(top, 0);
      for (let done = false; ;) {
        while (!done && coming.length < AHEAD) {
          const next = await rest.next();
          done = next.done;
          if (!done) { const part = leaf(next.value); part.catch(() => {}); coming.push(part); }
        }
        if (coming.length === 0) return;
        yield await coming.shift();
      }
    }
    return { length: top.length, bytes };
  }

  return { folder, file };
}
