// Reads vectors/release.json with viem and node's SHA-256, written from docs/formats.md: digests, who signed, and the roots of the two logs.
import { createHash } from "node:crypto";
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
import path from "node:path";

const [root, file] = process.argv.slice(2);
const viem = createRequire(path.join(root, "contracts", "package.json"))("viem");
const vector = JSON.parse(readFileSync(file, "utf8"));
const sha256 = (...parts) => createHash("sha256").update(Buffer.concat(parts)).digest();
const hex = (bytes) => `0x${bytes.toString("hex")}`;
const unhex = (text) => Buffer.from(text.slice(2), "hex");

// The frozen lists: docs/formats.md.
const catalogs = JSON.parse(readFileSync(path.join(root, "vectors", "licensing-catalogs.json"), "utf8"));
const indexOf = (list, word) => catalogs[list].find((one) => one.word === word).index;

const fields = (entry) => Object.fromEntries(entry.split("\n").slice(1, -1).map((line) => [line.slice(0, line.indexOf(" ")), line.slice(line.indexOf(" ") + 1)]));
const requestDigest = (of) => viem.hashTypedData({
  domain: { name: "ModelDeed Custodian", version: "1", chainId: Number(of.chain), verifyingContract: of.titles },
  primaryType: "Release",
  types: { Release: viem.parseAbiParameters("address account,bytes32 custodian,bytes32 header,uint8 territory,uint8 field,uint8 dataType,bytes32 recipient,bytes32 nonce,uint64 deadline") },
  message: {
    account: of.account, custodian: of.custodian, header: of.header, territory: indexOf("territories", of.territory), field: indexOf("fields", of.field),
    dataType: indexOf("dataTypes", of.data), recipient: of.recipient, nonce: of.nonce, deadline: BigInt(of.deadline),
  },
});
const domain = { name: "ModelDeed Custodians", version: "1", chainId: vector.chainId, verifyingContract: vector.directory };
const headDigest = ({ size, root: over }) => viem.hashTypedData({
  domain, primaryType: "Checkpoint", types: { Checkpoint: viem.parseAbiParameters("uint64 size,bytes32 root") }, message: { size: BigInt(size), root: over },
});
const joinDigest = viem.hashTypedData({
  domain, primaryType: "Join", types: { Join: viem.parseAbiParameters("address account,bytes32 key") }, message: { account: vector.custodian.account, key: vector.custodian.key },
});

// RFC 6962, 2.1, by its own recursion.
const leafOf = (entry) => sha256(Buffer.from([0]), Buffer.from(entry, "ascii"));
const rootOf = (leaves) => {
  if (leaves.length === 1) return leaves[0];
  let k = 1;
  while (2 * k < leaves.length) k *= 2;
  return sha256(Buffer.from([1]), rootOf(leaves.slice(0, k)), rootOf(leaves.slice(k)));
};
const pathOf = (index, leaves) => {
  if (leaves.length === 1) return [];
  let k = 1;
  while (2 * k < leaves.length) k *= 2;
  return index < k ? [...pathOf(index, leaves.slice(0, k)), rootOf(leaves.slice(k))] : [...pathOf(index - k, leaves.slice(k)), rootOf(leaves.slice(0, k))];
};

const leaves = vector.entries.map(leafOf);
const requests = await Promise.all(vector.entries.map(fields).map(async (of) => {
  const digest = requestDigest(of);
  return { digest, signature: of.signature, by: (await viem.recoverAddress({ hash: digest, signature: of.signature })) === of.account };
}));
const logs = await Promise.all([[vector.first, leaves], [vector.second, [...leaves.slice(0, 3), leaves[4]]]].map(async ([told, over]) => ({
  size: told.size === over.length, root: hex(rootOf(over)) === told.root, leaf: hex(over[vector.index]) === told.leaf,
  path: JSON.stringify(pathOf(vector.index, over).map(hex)) === JSON.stringify(told.path), digest: headDigest(told) === told.digest,
  by: (await viem.recoverAddress({ hash: headDigest(told), signature: told.signature })) === vector.custodian.account,
})));
console.log(JSON.stringify({
  requests, logs, join: joinDigest === vector.custodian.joinDigest && (await viem.recoverAddress({ hash: joinDigest, signature: vector.custodian.joinSignature })) === vector.custodian.account,
  commitment: viem.keccak256(hex(Buffer.concat([Buffer.alloc(12), unhex(vector.custodian.account), unhex(vector.custodian.key)]))) === vector.custodian.commitment,
}));
