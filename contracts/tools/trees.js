// Holds every branch tree (X.tree) against the tests of X.t.sol: each leaf is a test's name, each test is a leaf.
"use strict";
const fs = require("node:fs");
const path = require("node:path");

const TEST = /^(test|testFuzz|invariant|statefulFuzz)_\w+$/;

// Test names that a tree lists. Other lines are the conditions that lead there.
function leaves(tree) {
  return tree.split("\n").map((line) => line.replace(/^[\s│├└─]+/u, "").trim()).filter((line) => TEST.test(line));
}

function tests(source) {
  return [...source.matchAll(/function ((?:test|testFuzz|invariant|statefulFuzz)_\w+)\(/g)].map((match) => match[1]);
}

function missing(from, names) {
  return names.filter((name) => !from.includes(name));
}

function compare(name, tree, source) {
  const [listed, written] = [leaves(tree), tests(source)];
  return [
    ...missing(written, listed).map((test) => `${name}.tree: ${test} is no test of ${name}.t.sol`),
    ...missing(listed, written).map((test) => `${name}.t.sol: ${test} is no leaf of ${name}.tree`),
    ...listed.filter((test, at) => listed.indexOf(test) !== at).map((test) => `${name}.tree: ${test} stands twice`),
  ];
}

// The faults found under `folder`; none is good. A guard that can't fail is none: it first finds planted faults.
function checkTrees(folder) {
  if (compare("Planted", "├── test_A\n└── test_A", "function test_B() public {}").length !== 4)
    return ["tools/trees.js doesn't see planted faults"];
  const files = fs.readdirSync(folder, { recursive: true }).sort();
  const sources = files.filter((file) => file.endsWith(".t.sol"));
  const faults = sources.flatMap((file) => {
    const source = fs.readFileSync(path.join(folder, file), "utf8");
    if (tests(source).length === 0) return [];
    const tree = path.join(folder, file.replace(/\.t\.sol$/, ".tree"));
    if (!fs.existsSync(tree)) return [`${file}: its .tree is missing`];
    return compare(path.basename(file, ".t.sol"), fs.readFileSync(tree, "utf8"), source);
  });
  const orphans = files.filter((file) => file.endsWith(".tree") && !sources.includes(file.replace(/\.tree$/, ".t.sol")));
  return [...faults, ...orphans.map((file) => `${file}: no tests beside it`)];
}

// Tests that a document names by `name` must exist; a trailing … stands for any ending.
function checkDocument(file, folder) {
  const known = fs.readdirSync(folder, { recursive: true })
    .filter((name) => name.endsWith(".t.sol"))
    .flatMap((name) => tests(fs.readFileSync(path.join(folder, name), "utf8")));
  const named = [...fs.readFileSync(file, "utf8").matchAll(/`((?:test|testFuzz|invariant)_\w+)(…?)`/g)];
  if (named.length === 0) return [`${path.basename(file)}: names no test`];
  return named
    .filter(([, name, open]) => !known.some((test) => (open ? test.startsWith(name) : test === name)))
    .map(([, name]) => `${path.basename(file)}: there is no test ${name}`);
}

module.exports = { checkTrees, checkDocument };
