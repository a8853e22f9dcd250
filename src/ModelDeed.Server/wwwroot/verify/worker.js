// Computes the fingerprint of files (docs/formats.md, sections 1 to 3) on this machine. Nothing is sent: this worker's policy lets it talk to nobody.
'use strict';
importScripts('blake3.js', 'keccak.js');

const STEP = 4 * 1024 * 1024;
const encoder = new TextEncoder();

// abi.encode(string path, uint64 size, bytes32 blake3)
function encode(path, size, digest) {
  const name = encoder.encode(path);
  const bytes = new Uint8Array(128 + Math.ceil(name.length / 32) * 32);
  const view = new DataView(bytes.buffer);
  bytes[31] = 0x60;
  view.setBigUint64(56, BigInt(size));
  bytes.set(digest, 64);
  view.setUint32(124, name.length);
  bytes.set(name, 128);
  return bytes;
}

function compare(a, b) {
  for (let i = 0; i < 32; i++) if (a[i] !== b[i]) return a[i] - b[i];
  return 0;
}

function hex(bytes) {
  return '0x' + Array.from(bytes, byte => byte.toString(16).padStart(2, '0')).join('');
}

// StandardMerkleTree of @openzeppelin/merkle-tree 1.0
function root(leaves, keccak) {
  leaves.sort(compare);
  const count = leaves.length, nodes = new Array(2 * count - 1);
  leaves.forEach((leaf, i) => { nodes[2 * count - 2 - i] = leaf; });
  for (let i = count - 2; i >= 0; i--) {
    const pair = [nodes[2 * i + 1], nodes[2 * i + 2]].sort(compare);
    const joined = new Uint8Array(64);
    joined.set(pair[0]);
    joined.set(pair[1], 32);
    nodes[i] = keccak(joined);
  }
  return nodes[0];
}

onmessage = async message => {
  try {
    const files = message.data;
    const blake3 = await hashwasm.createBLAKE3();
    const sha3 = await hashwasm.createKeccak(256);
    const keccak = bytes => { sha3.init(); sha3.update(bytes); return sha3.digest('binary').slice(); };
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
