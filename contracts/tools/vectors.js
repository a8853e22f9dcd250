// Vectors for the tests in Solidity and in C#, made by implementations that aren't ours: @openzeppelin/merkle-tree and viem.
// Everything is derived from fixed labels by SHA-256: the same files on every run.
"use strict";
const { createHash } = require("node:crypto");
const path = require("node:path");
const { StandardMerkleTree } = require("@openzeppelin/merkle-tree");
const { licensingMessages } = require("./licensing.js");
const { marketOrders } = require("./market.js");

const word = (label) => `0x${createHash("sha256").update(label).digest("hex")}`;
const account = (label) => `0x${word(label).slice(-40)}`;
const ZERO = `0x${"0".repeat(64)}`;
const text = (value) => JSON.stringify(value, (_, v) => (typeof v === "bigint" ? v.toString() : v), 2) + "\n";

// One tree per size; of large trees only some leaves, so that the file stays small.
function anchorTree(size) {
  const leaves = Array.from({ length: size }, (_, i) => [
    account(`owner ${i % 7} of ${size}`),
    word(`fingerprint ${i} of ${size}`),
    word(`salt ${i} of ${size}`),
  ]);
  const tree = StandardMerkleTree.of(leaves, ["address", "bytes32", "bytes32"]);
  const shown = [...new Set([0, 1, 2, size >> 1, size - 2, size - 1])].filter((i) => i >= 0 && i < size);
  return {
    size,
    root: tree.root,
    leaves: shown.sort((a, b) => a - b).map((i) => ({
      index: i,
      owner: leaves[i][0],
      fingerprint: leaves[i][1],
      salt: leaves[i][2],
      hash: tree.leafHash(leaves[i]),
      proof: tree.getProof(i),
    })),
  };
}

function anchorTrees() {
  return {
    description:
      "Anchor trees by @openzeppelin/merkle-tree StandardMerkleTree over [address, bytes32, bytes32] = (owner, fingerprint, salt). Leaf i of a tree of n: owner = last 20 bytes of SHA-256('owner {i mod 7} of {n}'), fingerprint = SHA-256('fingerprint {i} of {n}'), salt = SHA-256('salt {i} of {n}').",
    trees: [1, 2, 3, 4, 5, 7, 8, 9, 16, 33, 100, 1000].map(anchorTree),
  };
}

const DOMAIN = {
  name: "ModelDeed Titles",
  version: "1",
  chainId: 31337,
  verifyingContract: account("the Titles of the vectors"),
};
const PARENT = [{ name: "title", type: "uint256" }, { name: "royalty", type: "uint16" }];
const REGISTER = [
  { name: "owner", type: "address" },
  { name: "fingerprint", type: "bytes32" },
  { name: "manifestDigest", type: "bytes32" },
  { name: "tensorRoot", type: "bytes32" },
  { name: "kind", type: "uint8" },
  { name: "name", type: "string" },
  { name: "parents", type: "Parent[]" },
  { name: "arbitrator", type: "address" },
  { name: "resaleRoyalty", type: "uint16" },
  { name: "anchorRoot", type: "bytes32" },
  { name: "salt", type: "bytes32" },
  { name: "nonce", type: "uint256" },
  { name: "deadline", type: "uint256" },
];
const PUBLISH_VERSION = [
  { name: "titleId", type: "uint256" },
  { name: "fingerprint", type: "bytes32" },
  { name: "manifestDigest", type: "bytes32" },
  { name: "tensorRoot", type: "bytes32" },
  { name: "note", type: "string" },
  { name: "anchorRoot", type: "bytes32" },
  { name: "salt", type: "bytes32" },
  { name: "nonce", type: "uint256" },
  { name: "deadline", type: "uint256" },
];
const MESSAGES = {
  Register: { Parent: PARENT, Register: REGISTER },
  PublishVersion: { PublishVersion: PUBLISH_VERSION },
};

function registration(owner, label, name, kind, royalties, nonce) {
  return {
    owner,
    fingerprint: word(`${label} fingerprint`),
    manifestDigest: word(`${label} manifest`),
    tensorRoot: word(`${label} tensors`),
    kind,
    name,
    parents: royalties.map((royalty, i) => ({ title: BigInt(word(`${label} parent ${i}`)), royalty })),
    arbitrator: account(`${label} arbitrator`),
    resaleRoyalty: kind * 100,
    anchorRoot: royalties.length > 0 ? word(`${label} root`) : ZERO,
    salt: word(`${label} salt`),
    nonce,
    deadline: 2_000_000_000n + nonce,
  };
}

function version(label, note, nonce) {
  return {
    titleId: BigInt(word("plain fingerprint")),
    fingerprint: word(`${label} fingerprint`),
    manifestDigest: word(`${label} manifest`),
    tensorRoot: word(`${label} tensors`),
    note,
    anchorRoot: ZERO,
    salt: word(`${label} salt`),
    nonce,
    deadline: 2_000_000_000n + nonce,
  };
}

async function messages() {
  const { hashDomain, hashStruct, hashTypedData } = await import("viem");
  const { privateKeyToAccount } = await import("viem/accounts");
  const privateKey = word("the signer of vectors/titles-messages.json");
  const signer = privateKeyToAccount(privateKey);
  const domainTypes = {
    EIP712Domain: [
      { name: "name", type: "string" },
      { name: "version", type: "string" },
      { name: "chainId", type: "uint256" },
      { name: "verifyingContract", type: "address" },
    ],
  };
  const sign = async (primaryType, message) => {
    const data = { domain: DOMAIN, types: MESSAGES[primaryType], primaryType, message };
    return {
      primaryType,
      message,
      structHash: hashStruct({ data: message, primaryType, types: MESSAGES[primaryType] }),
      digest: hashTypedData(data),
      signature: await signer.signTypedData(data),
    };
  };
  return {
    description:
      "EIP-712 messages of Titles, hashed and signed by viem (RFC 6979). The private key is published here on purpose: never use it.",
    domain: { ...DOMAIN, separator: hashDomain({ domain: DOMAIN, types: domainTypes }) },
    privateKey,
    signer: signer.address,
    messages: [
      await sign("Register", registration(signer.address, "plain", "A plain model", 0, [], 0n)),
      await sign("PublishVersion", version("second", "Zweite Fassung: größer, ehrlicher ✓", 1n)),
      await sign("PublishVersion", version("third", "", 2n)),
      await sign("Register", registration(signer.address, "derived", "Feinabstimmung – 微調整", 4, [250, 0, 9750], 3n)),
    ],
  };
}

// File → content, under `folder`.
async function vectors(folder) {
  return new Map([
    [path.join(folder, "anchor-trees.json"), text(anchorTrees())],
    [path.join(folder, "titles-messages.json"), text(await messages())],
    [path.join(folder, "licensing-messages.json"), text(await licensingMessages(folder))],
    [path.join(folder, "market-orders.json"), text(await marketOrders())],
  ]);
}

module.exports = { vectors };
