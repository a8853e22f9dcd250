// Computes the fingerprint of files (docs/formats.md, sections 1 to 3) on this machine. Nothing is sent: this worker's policy lets it talk to nobody.
import './blake3.js';
import './keccak.js';
import { encode, hex, keccak256, root } from './tree.js';

const STEP = 4 * 1024 * 1024;

onmessage = async message => {
  try {
    const files = message.data;
    const blake3 = await globalThis.hashwasm.createBLAKE3();
    const keccak = await keccak256();
    const total = files.reduce((sum, entry) => sum + entry.file.size, 0);
    const leaves = [], hashed = [];
    let read = 0;
    for (const { path, file } of files) {
      blake3.init();
      for (let at = 0; at < file.size; at += STEP) {
        const part = new Uint8Array(await file.slice(at, at + STEP).arrayBuffer());
        blake3.update(part);
        read += part.length;
        postMessage({ read, total });
      }
      const name = path.normalize('NFC'), digest = blake3.digest('binary').slice();
      hashed.push({ blake3: hex(digest), path: name, size: file.size });
      leaves.push(keccak(keccak(encode(name, file.size, digest))));
    }
    postMessage({ fingerprint: hex(root(leaves, keccak)), files: hashed });
  } catch (error) {
    postMessage({ error: String(error && error.message || error) });
  }
};
