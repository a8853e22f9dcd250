// The tree over an asset's files (docs/formats.md, sections 1 to 3).
const encoder = new TextEncoder();

// abi.encode(string path, uint64 size, bytes32 blake3)
export function encode(path, size, digest) {
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

/** Bytes as 0x and digits. */
export const hex = bytes => '0x' + Array.from(bytes, byte => byte.toString(16).padStart(2, '0')).join('');

/** The root over leaves, as StandardMerkleTree of @openzeppelin/merkle-tree 1.0 has it. */
export function root(leaves, keccak) {
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

/** Keccak-256, made ready once. */
export async function keccak256() {
  const sha3 = await globalThis.hashwasm.createKeccak(256);
  return bytes => { sha3.init(); sha3.update(bytes); return sha3.digest('binary').slice(); };
}
