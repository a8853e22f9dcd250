// The archive that a payload decrypts to (docs/formats.md, "Archive"): everything but the files' bytes follows from the manifest, and is held against it to the byte.
import { encode, hex, root } from '../verify/tree.js';
import { ascii, join, need, same, sha256 } from './fault.js';

const BLOCK = 512, MOST_USTAR = 2 ** 33 - 1, MOST_MANIFEST = 256 << 20;
const padding = size => (BLOCK - size % BLOCK) % BLOCK;
const octal = (value, digits) => value.toString(8).padStart(digits, '0');

function plain(name, size, type) {
  const header = new Uint8Array(BLOCK), put = (at, text) => header.set(ascii(text), at);
  put(0, name);
  put(100, '0000644\0' + '0000000\0'.repeat(2) + octal(size, 11) + '\0' + '00000000000\0' + ' '.repeat(8) + type);
  put(257, 'ustar\x0000');
  const sum = header.reduce((total, byte) => total + byte, 0);
  put(148, octal(sum, 6) + '\0 ');
  return header;
}

function record(key, value) {
  const rest = ascii(value).length + key.length + 3;
  let length = rest + 1;
  while (length !== rest + String(length).length) length++;
  return ascii(`${length} ${key}=${value}\n`);
}

/** The header of an entry, with pax records in front where name or size don't fit. */
export function headerOf(name, size) {
  const fits = name.length <= 100 && /^[\x00-\x7f]*$/.test(name), records = join(...(fits ? [] : [record('path', name)]), ...(size > MOST_USTAR ? [record('size', String(size))] : []));
  const own = plain(fits ? name : 'file', Math.min(size, MOST_USTAR), '0');
  return records.length === 0 ? own : join(plain('pax', records.length, 'x'), records, new Uint8Array(padding(records.length)), own);
}

/** Bytes that come in parts, taken in the lengths that are needed. */
export function taker(parts) {
  let have = new Uint8Array();
  async function more() {
    const { value, done } = await parts.next();
    need(!done, 'short');
    have = value;
  }
  /** So many bytes or fewer, at least one. */
  async function some(most) {
    while (have.length === 0) await more();
    const taken = have.subarray(0, most);
    have = have.subarray(taken.length);
    return taken;
  }
  async function exactly(count) {
    const all = new Uint8Array(count);
    for (let at = 0; at < count;) { const part = await some(count - at); all.set(part, at); at += part.length; }
    return all;
  }
  const ended = async () => have.length === 0 && (await parts.next()).done;
  return { some, exactly, ended };
}

function filesOf(manifest, fingerprint) {
  const digest = /^0x[0-9a-f]{64}$/;
  need(manifest?.scheme === 'modeldeed-1' && manifest.fingerprint === fingerprint && Array.isArray(manifest.files) && manifest.files.length > 0, 'manifest');
  for (const file of manifest.files) need(typeof file.path === 'string' && Number.isSafeInteger(file.size) && file.size >= 0 && digest.test(file.blake3), 'manifest');
  for (const { path } of manifest.files) need(manifest.files.length === 1 && path === '' || !/[\\\0]/.test(path) && path.split('/').every(part => part !== '' && part !== '.' && part !== '..'), 'manifest');
  return manifest.files;
}

/**
 * Reads an archive to its end, and gives what is to be kept; nothing of it is right before this has ended without a fault.
 * @param {ReturnType<typeof taker>} from its bytes
 * @param {{manifest: Uint8Array, fingerprint: string}} expected what the chain says: the manifest's SHA-256 and the version's fingerprint
 * @param {{begin: (manifest: object) => void, write: (bytes: Uint8Array) => void}} into the only file's bytes; of a folder, an archive of its files
 */
export async function unpack(from, expected, hashing, into) {
  const entry = async (name, most) => {
    const first = await from.exactly(BLOCK), size = parseInt(new TextDecoder().decode(first.subarray(124, 135)), 8);
    need(size <= most && same(first, headerOf(name, size)), 'archive', name);
    return size;
  };
  const zeros = async count => { const bytes = await from.exactly(count); need(bytes.every(byte => byte === 0), 'archive'); return bytes; };

  const size = await entry('manifest.json', MOST_MANIFEST), json = await from.exactly(size);
  need(same(await sha256(json), expected.manifest), 'manifest');
  await zeros(padding(size));
  const manifest = JSON.parse(new TextDecoder().decode(json)), files = filesOf(manifest, expected.fingerprint), single = files.length === 1;
  const tensors = await entry('tensors.json', MOST_MANIFEST); // where to look for tensors: whoever reads the whole needs none of it
  for (let left = tensors; left > 0;) left -= (await from.some(left)).length;
  await zeros(padding(tensors));

  into.begin(manifest);
  const leaves = [];
  for (const file of files) {
    const due = headerOf(file.path === '' ? 'file' : `files/${file.path}`, file.size), header = await from.exactly(due.length);
    need(same(header, due), 'archive', file.path);
    if (!single) into.write(header);
    hashing.blake3.init();
    for (let left = file.size; left > 0;) {
      const part = await from.some(left);
      hashing.blake3.update(part);
      into.write(part);
      left -= part.length;
    }
    const digest = hashing.blake3.digest('binary').slice();
    need(hex(digest) === file.blake3, 'content', file.path);
    leaves.push(hashing.keccak(hashing.keccak(encode(file.path, file.size, digest))));
    const pad = await zeros(padding(file.size));
    if (!single) into.write(pad);
  }
  const end = await zeros(2 * BLOCK);
  if (!single) into.write(end);
  need(await from.ended(), 'archive');
  need(hex(root(leaves, hashing.keccak)) === expected.fingerprint, 'content');
  return manifest;
}
