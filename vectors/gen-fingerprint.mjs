// Writes vectors/fingerprint-*.json and vectors/blake3.json from implementations that aren't ours: npm @openzeppelin/merkle-tree (from
// contracts/node_modules), JSON.stringify, node's SHA-256, and b3sum. Run: node vectors/gen-fingerprint.mjs
// With the path of BLAKE3's own test_vectors.json as argument, blake3.json is made from it and held against b3sum.
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";

const require = createRequire(new URL("../contracts/package.json", import.meta.url));
const { StandardMerkleTree } = require("@openzeppelin/merkle-tree");

const FILE = ["string", "uint64", "bytes32"];
const TENSOR = ["string", "string", "uint64[]", "bytes32"];
const ZERO = `0x${"0".repeat(64)}`;

const sha256 = (bytes) => `0x${createHash("sha256").update(bytes).digest("hex")}`;
const blake3 = (bytes) => `0x${execFileSync("b3sum", ["--no-names"], { input: bytes }).toString().trim()}`;
const word = (label) => sha256(`modeldeed vector ${label}`);
const byUtf8 = (key) => (a, b) => Buffer.compare(Buffer.from(key(a)), Buffer.from(key(b)));

function write(name, value) {
  const text = JSON.stringify(value, (_, v) => (typeof v === "bigint" ? v.toString() : v), 2);
  writeFileSync(fileURLToPath(new URL(name, import.meta.url)), text + "\n");
}

// A tree over any leaves; of a large one, some proofs.
function tree(about, types, leaves) {
  const made = StandardMerkleTree.of(leaves, types);
  const shown = [...new Set([0, 1, leaves.length >> 1, leaves.length - 1])].filter((i) => i < leaves.length);
  return {
    about, leaves, root: made.root, hashes: leaves.map((leaf) => made.leafHash(leaf)),
    proofs: shown.map((i) => ({ leaf: i, proof: made.getProof(i) })),
  };
}

const file = (path, size) => [path, BigInt(size), word(`file ${path} ${size}`)];
const tensor = (name, dtype, shape) => [name, dtype, shape.map(BigInt), word(`tensor ${name}`)];
const MAX = 2n ** 64n - 1n;

const paths = ["model.safetensors", "ü.bin", "日本/モデル.bin", "🧠/weights 1.bin", "a\\b", "line\nbreak", "x".repeat(31), "x".repeat(32),
  "x".repeat(33), "d/".repeat(60) + "deep", "x".repeat(4000), "\u{10ffff}", "\uffff", "\u0000"];

write("fingerprint-trees.json", {
  source: "npm @openzeppelin/merkle-tree 1.0.8, StandardMerkleTree.of; vectors/gen-fingerprint.mjs",
  files: [
    tree("a single file: the path is empty", FILE, [file("", 12345)]),
    tree("a single empty file", FILE, [["", 0n, blake3("")]]),
    tree("two files", FILE, [file("a", 1), file("b", 2)]),
    tree("three files, the sizes at the limits", FILE, [file("a", 0), file("b", 2n ** 53n - 1n), file("c", MAX)]),
    tree("awkward paths", FILE, paths.map((path, i) => file(path, i))),
    tree("equal leaves", FILE, [file("a", 1), file("b", 1), file("a", 1), file("a", 1)]),
    ...[4, 5, 7, 8, 9, 130].map((n) => tree(`${n} files`, FILE, Array.from({ length: n }, (_, i) => file(`f${i}`, i * i)))),
  ],
  tensors: [
    tree("a scalar", TENSOR, [tensor("step", "I64", [])]),
    tree("shapes of rank 0 to 5", TENSOR, [0, 1, 2, 3, 4, 5].map((rank) => tensor(`t${rank}`, "F32", Array.from({ length: rank }, (_, i) => i + 1)))),
    tree("dimensions at the limits", TENSOR, [tensor("none", "F16", [0]), tensor("many", "BF16", [MAX, 0n, 1n])]),
    tree("awkward names", TENSOR, [...paths, ""].map((name) => tensor(name, "Q4_K", [256, 2]))),
    ...[2, 3, 33].map((n) => tree(`${n} tensors`, TENSOR, Array.from({ length: n }, (_, i) => tensor(`layers.${i}.weight`, i % 2 ? "F16" : "Q8_0", [i, 64])))),
  ],
});

// A folder as it lies on disk, and its manifest. Keys are written in canonical order by hand: JSON.stringify keeps it, escapes as
// RFC 8785 asks, and writes whole numbers plainly.
function folder(about, contents, facts) {
  const files = Object.entries(contents).map(([path, text]) => ({ blake3: blake3(text), path, size: Buffer.byteLength(text) })).sort(byUtf8((f) => f.path));
  const root = StandardMerkleTree.of(files.map((f) => [f.path, BigInt(f.size), f.blake3]), FILE).root;
  const tensors = (facts.tensors ?? []).sort(byUtf8((t) => t.name));
  const tensorRoot = tensors.length === 0 ? ZERO
    : StandardMerkleTree.of(tensors.map((t) => [t.name, t.dtype, t.shape.map(BigInt), t.blake3]), TENSOR).root;
  const manifest = JSON.stringify({
    bytes: files.reduce((sum, f) => sum + f.size, 0), description: facts.description, excluded: facts.excluded ?? [], files, fingerprint: root,
    format: facts.format ?? "opaque", kind: facts.kind, metadata: facts.metadata ?? {}, name: facts.name, scheme: "modeldeed-1", tensorRoot, tensors,
  });
  const digest = sha256(manifest);
  return { about, contents, fingerprint: root, tensorRoot, manifest, manifestDigest: digest, cid: `f01551220${digest.slice(2)}` };
}

write("fingerprint-manifests.json", {
  source: "npm @openzeppelin/merkle-tree 1.0.8, b3sum, JSON.stringify and SHA-256 of node; vectors/gen-fingerprint.mjs",
  manifests: [
    folder("the worked example of docs/formats.md", { "README.md": "hello\n", "empty": "", "weights/a.bin": "0123456789" }, {}),
    folder("a single file", { "": "hello\n" }, { name: "Hello", kind: "model" }),
    folder("order by UTF-8 bytes, escapes, everything set", { "b": "2", "a": "1", "\uffff": "3", "\u{1f9e0}": "4", "ü/\"q\\\n\u0001": "5" }, {
      name: "Tiny \"model\"", kind: "dataset", description: String.fromCharCode(...Array(33).keys()) + "\"\\/\u007f\u2028 é", format: "safetensors",
      metadata: { "": "empty key", "b": "x", "\ud83e\udde0": "supplementary before BMP end in UTF-16", "\uffff": "last" },
      excluded: [{ path: ".git", reason: "version control" }, { path: "x", reason: "empty folder" }],
      tensors: [
        { blake3: blake3(Buffer.alloc(24)), dtype: "F32", name: "w", shape: [2, 3] },
        { blake3: blake3(Buffer.alloc(8)), dtype: "I64", name: "step", shape: [] },
        { blake3: blake3(""), dtype: "F16", name: "\u{1f9e0}", shape: [0, 9007199254740991] },
      ],
    }),
  ],
});

if (process.argv[2]) {
  const official = JSON.parse(readFileSync(process.argv[2], "utf8"));
  write("blake3.json", {
    source: "BLAKE3-team/BLAKE3, test_vectors/test_vectors.json (CC0): input byte i is i mod 251; the first 32 bytes of \"hash\"",
    cases: official.cases.map(({ input_len: length, hash }) => {
      const digest = `0x${hash.slice(0, 64)}`;
      if (blake3(Buffer.from(Array.from({ length }, (_, i) => i % 251))) !== digest) throw new Error(`b3sum differs at ${length}`);
      return { length, digest };
    }),
  });
}
