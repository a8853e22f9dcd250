// Answers cases from standard input with viem: one JSON array in, one out.
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
import path from "node:path";

const require = createRequire(path.join(process.cwd(), "contracts", "package.json"));
const viem = require("viem");
const { privateKeyToAccount } = require("viem/accounts");

// viem wants bigints and numbers where JSON has texts.
const typed = (type, value) => {
  const array = /^(.*)\[\d*\]$/.exec(type.type);
  if (array) return value.map((item) => typed({ ...type, type: array[1] }, item));
  if (type.type === "tuple") return type.components.map((member, i) => typed(member, value[i]));
  return /^u?int/.test(type.type) ? BigInt(value) : value;
};
const parameters = (types) => (types.length === 0 ? [] : viem.parseAbiParameters(types));
const values = (types, list) => parameters(types).map((type, i) => typed(type, list[i]));

const fees = (tx) => Object.fromEntries(
  Object.entries(tx).map(([name, value]) => [name, ["value", "gas", "gasPrice", "maxFeePerGas", "maxPriorityFeePerGas"].includes(name) ? BigInt(value) : value]));

const answers = {
  abi: ({ types, list }) => viem.encodeAbiParameters(parameters(types), values(types, list)),
  packed: ({ types, list }) => viem.encodePacked(types, values(types, list)),
  keccak: ({ data }) => viem.keccak256(data),
  address: ({ key }) => privateKeyToAccount(key).address,
  message: ({ key, data }) => privateKeyToAccount(key).signMessage({ message: { raw: data } }),
  typedData: ({ typedData }) => viem.hashTypedData(typedData),
  transaction: ({ key, tx }) => privateKeyToAccount(key).signTransaction(fees(tx)),
  recover: ({ hash, signature }) => viem.recoverAddress({ hash, signature }),
  rlp: ({ item }) => viem.toRlp(item),
};

const cases = JSON.parse(readFileSync(0, "utf8"));
console.log(JSON.stringify(await Promise.all(cases.map((c) => answers[c.kind](c)))));
