// Opens a sealed package on this machine. Its policy lets it talk to nobody: the page brings it blocks and sealed shares, and it keeps the key to itself.
// What it decrypts goes into the browser's own storage for this site, under a name of no meaning, and is given out only when all of it is what was titled.
import '../verify/blake3.js';
import '../verify/keccak.js';
import { hex, keccak256 } from '../verify/tree.js';
import { taker, unpack } from './archive.js';
import { folderOf, store } from './blocks.js';
import { Fault, need, sha256, unhex } from './fault.js';
import { combine, parse } from './header.js';
import { chacha20poly1305 } from './noble/chacha.js';
import { ask as askCustodian, payloadKey } from './release.js';

const CHUNK = 65_536, TAG = 16, NONCE = 16, MOST_HEADER = 1 << 20;

// Questions to the page, answered in any order.
const waiting = new Map();
let asked = 0;
function ask(kind, value) {
  const id = ++asked;
  postMessage({ ask: id, kind, value });
  return new Promise((done, fail) => waiting.set(id, { done, fail }));
}

onmessage = async ({ data }) => {
  if (data.start) {
    try {
      postMessage({ done: await open(data.start) });
    } catch (error) {
      postMessage({ fault: { code: error instanceof Fault ? error.code : error?.code ?? '', detail: String(error?.detail ?? error?.message ?? error) } });
    }
    return;
  }
  const question = waiting.get(data.answer);
  waiting.delete(data.answer);
  if (data.fault) question.fail(new Fault(data.fault.code, data.fault.detail));
  else question.done(data.value);
};

async function whole(file, most) {
  need(file.length <= most, 'header');
  const bytes = taker(file.bytes());
  return file.length === 0 ? new Uint8Array() : bytes.exactly(file.length);
}

async function fetchHeader(blocks, folder, job) {
  need(folder.has('header') && folder.has('payload'), 'altered', 'folder');
  const bytes = await whole(await blocks.file(folder.get('header')), MOST_HEADER);
  need(hex(await sha256(bytes)) === job.header, 'otherheader');
  const header = await parse(bytes);
  const same = header.chainId === BigInt(job.chainId) && hex(header.contract) === job.contract.toLowerCase() && hex(header.fingerprint) === job.fingerprint && hex(header.manifest) === job.manifest;
  need(same, 'otherpackage');
  return header;
}

// One after the other: each is a signature, and none is asked for that isn't needed.
async function fetchKey(header, job, keccak) {
  const shares = [], order = job.order.filter(x => x >= 1 && x <= header.shares.length);
  const about = { chainId: job.chainId, contract: job.contract, account: job.account, headerDigest: job.header, use: job.use };
  for (let i = 0; i < order.length && shares.length < header.threshold; i++) {
    const x = order[i];
    const answer = await askCustodian(keccak, header, x, about, (typedData, request) => ask('release', { x, typedData, request, header: header.bytes, number: shares.length + 1, needed: header.threshold }));
    if (answer.share) shares.push(answer.share);
    else postMessage({ refused: { x, code: answer.code, reason: answer.reason ?? '' } });
    if (shares.length + order.length - i - 1 < header.threshold) break; // it can't be enough any more
  }
  if (shares.length < header.threshold) throw new Fault('toofew', `${shares.length}/${header.threshold}`);
  const key = await combine(header, shares);
  shares.forEach(share => share.fill(0));
  return key;
}

// STREAM, as age has it: the nonce of a chunk is its number in 11 bytes, and one byte that is 1 for the last.
async function* decrypted(payload, key) {
  const body = payload.length - NONCE, chunks = Math.max(1, Math.ceil(body / (CHUNK + TAG)));
  need(body >= TAG && (chunks === 1 || body - (chunks - 1) * (CHUNK + TAG) > TAG), 'short');
  const bytes = taker(payload.bytes()), secret = await payloadKey(key, await bytes.exactly(NONCE));
  key.fill(0);
  for (let chunk = 0, left = body; chunk < chunks; chunk++) {
    const size = Math.min(left, CHUNK + TAG), nonce = new Uint8Array(12);
    new DataView(nonce.buffer).setBigUint64(3, BigInt(chunk));
    nonce[11] = chunk === chunks - 1 ? 1 : 0;
    const sealed = await bytes.exactly(size);
    left -= size;
    let plain;
    try { plain = chacha20poly1305(secret, nonce).decrypt(sealed); } catch { throw new Fault('chunk', String(chunk)); }
    postMessage({ read: payload.length - left, total: payload.length });
    if (plain.length > 0) yield plain;
  }
  secret.fill(0);
}

async function open(job) {
  const keccak = await keccak256(), blake3 = await globalThis.hashwasm.createBLAKE3();
  const blocks = store((cid, digest) => ask('block', { cid, digest }));
  const folder = await blocks.folder(folderOf(unhex(job.root)));
  const header = await fetchHeader(blocks, folder, job), payload = await blocks.file(folder.get('payload'));
  need(payload.length <= job.most, 'toolarge');
  const key = await fetchKey(header, job, keccak);
  const place = await (await (await navigator.storage.getDirectory()).getFileHandle(job.place, { create: true })).createSyncAccessHandle();
  try {
    place.truncate(0);
    let size = 0;
    const into = { begin: () => {}, write: bytes => { need(place.write(bytes, { at: size }) === bytes.length, 'full'); size += bytes.length; } };
    const expected = { manifest: unhex(job.manifest), fingerprint: job.fingerprint };
    const manifest = await unpack(taker(decrypted(payload, key)), expected, { blake3, keccak }, into);
    place.flush();
    return { size, name: manifest.name ?? '', format: manifest.format ?? '', path: manifest.files.length === 1 ? manifest.files[0].path : null };
  } catch (error) {
    place.truncate(0); // nothing that wasn't found right stays
    throw error;
  } finally {
    place.close();
  }
}
