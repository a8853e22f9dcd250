// Vectors of Licensing, by viem and Node's SHA-256: the identities of the templates' terms, and signed credentials and vouchers.
// The terms are written out here a second time, so that the C# templates are held against them; words become bits by
// ../vectors/licensing-catalogs.json, and the legal texts are those in ../vectors/legal.
"use strict";
const { createHash } = require("node:crypto");
const fs = require("node:fs");
const path = require("node:path");

const sha256 = (data) => `0x${createHash("sha256").update(data).digest("hex")}`;
const account = (label) => `0x${sha256(label).slice(-40)}`;
const ZERO = `0x${"0".repeat(64)}`;
const NOBODY = `0x${"0".repeat(40)}`;
const USDC = "0xA0b86991c6218b36c1d19D4a2e9Eb0cE3606eB48";
const PRICE = 49_000_000n;
const NOT_STATED = 65_535;

const TYPES = {
  Terms:
    "address currency,uint128 price,uint8 payment,uint32 period,uint32 grace,uint128 unitPrice,bytes32 unit,uint32 supply,uint32 perAccount,uint40 saleStart,uint40 saleEnd,uint8 rights,uint16 royalty,uint256 territories,uint48 fields,uint24 dataTypes,address issuer,bytes32 claim,bytes32 legalText",
  Credential: "address account,bytes32 claim,uint16 country,uint48 sectors,uint40 expiry,bytes32 serial",
  Voucher:
    "uint256 titleId,bytes32 termsId,address holder,address licensee,uint256 territories,uint48 fields,uint24 dataTypes,uint16 periods,address currency,uint256 price,uint128 renewalPrice,uint256 nonce,uint256 deadline",
};
const members = (type) =>
  TYPES[type].split(",").map((member) => {
    const [kind, name] = member.split(" ");
    return { name, type: kind };
  });
const typed = (type) => ({ [type]: members(type) });

// Sets of words over one list; without(...) is everything else.
function sets(list) {
  const index = new Map(list.map(({ word, index: bit }) => [word, BigInt(bit)]));
  const set = (words) => words.reduce((bits, word) => bits | (1n << index.get(word)), 0n);
  const all = (1n << BigInt(list.length)) - 1n;
  return { all, set, without: (words) => all & ~set(words) };
}

const SENSITIVE_FIELDS =
  "defence surveillance biometrics critical-infrastructure employment essential-services law-enforcement migration justice elections".split(" ");
const SENSITIVE_DATA =
  "biometric medical-images health-records genomic minors criminal-records beliefs sexual-life classified".split(" ");

function templates(folder) {
  const catalogs = JSON.parse(fs.readFileSync(path.join(folder, "licensing-catalogs.json"), "utf8"));
  const fields = sets(catalogs.fields);
  const data = sets(catalogs.dataTypes);
  const worldwide = sets(catalogs.territories).all;
  const terms = (name, given) => ({
    name,
    terms: {
      currency: USDC, price: PRICE, payment: 1, period: 0, grace: 0, unitPrice: 0n, unit: ZERO, supply: 0, perAccount: 0, saleStart: 0,
      saleEnd: 0, rights: 0, royalty: 0, territories: worldwide, fields: fields.without(SENSITIVE_FIELDS),
      dataTypes: data.without(SENSITIVE_DATA), issuer: NOBODY, claim: ZERO,
      legalText: sha256(fs.readFileSync(path.join(folder, "legal", `${name}.md`))),
      ...given,
    },
  });
  const month = 30 * 86_400;
  return [
    terms("academic-research", {
      rights: 2 | 4 | 8,
      fields: fields.set(["research", "education"]),
      dataTypes: data.without(["minors", "criminal-records", "beliefs", "sexual-life", "classified"]),
    }),
    terms("evaluation", { period: month, perAccount: 1, fields: fields.set(["evaluation"]), dataTypes: data.set(["non-personal"]) }),
    terms("commercial", { rights: 1 }),
    terms("commercial-derivatives", { rights: 1 | 2 | 8, royalty: 500 }),
    terms("subscription", { payment: 2, period: month, grace: 3 * 86_400, rights: 1 }),
  ];
}

function credentials(keccak256, toBytes) {
  const claim = (name) => keccak256(toBytes(name));
  const credential = (label, name, country, sectors, expiry) => ({
    account: account(`${label} account`), claim: claim(name), country, sectors, expiry, serial: sha256(`${label} serial`),
  });
  return [
    credential("hospital", "accredited-hospital", 56, 0b110000n, 1_900_000_000), // 56 = DE, medical and pharmaceutical
    credential("plain", "accredited-research", NOT_STATED, 0n, 2 ** 40 - 1),
  ];
}

function vouchers(termsId, terms, signer) {
  const voucher = (label, given) => ({
    titleId: BigInt(sha256(`${label} title`)), termsId, holder: signer, licensee: account(`${label} licensee`), territories: terms.territories,
    fields: terms.fields, dataTypes: terms.dataTypes, periods: 1, currency: terms.currency, price: PRICE, renewalPrice: PRICE,
    nonce: 0n, deadline: 2_000_000_000n, ...given,
  });
  return [
    voucher("first", {}),
    voucher("second", {
      holder: account("a contract that the signer signs for"),
      territories: 1n << 56n, fields: 1n, dataTypes: 1n, periods: 65_535, currency: NOBODY, price: 2n ** 256n - 1n, renewalPrice: 2n ** 128n - 1n,
      nonce: BigInt(sha256("second nonce")), deadline: 2n ** 256n - 1n,
    }),
  ];
}

async function licensingMessages(folder) {
  const { hashDomain, hashStruct, hashTypedData, keccak256, toBytes, encodeAbiParameters } = await import("viem");
  const { privateKeyToAccount } = await import("viem/accounts");
  const privateKey = sha256("the signer of vectors/licensing-messages.json");
  const signer = privateKeyToAccount(privateKey);
  const domain = { name: "ModelDeed Licensing", version: "1", chainId: 31337, verifyingContract: account("the Licensing of the vectors") };
  const separator = hashDomain({ domain, types: { EIP712Domain: [
    { name: "name", type: "string" }, { name: "version", type: "string" }, { name: "chainId", type: "uint256" }, { name: "verifyingContract", type: "address" },
  ] } });
  const structHash = (primaryType, data) => hashStruct({ data, primaryType, types: typed(primaryType) });
  const sign = async (primaryType, message) => {
    const data = { domain, types: typed(primaryType), primaryType, message };
    return { message, structHash: structHash(primaryType, message), digest: hashTypedData(data), signature: await signer.signTypedData(data) };
  };
  const known = templates(folder).map(({ name, terms }) => ({
    name,
    terms,
    encoded: encodeAbiParameters([{ type: "tuple", components: members("Terms") }], [terms]),
    termsId: structHash("Terms", terms),
  }));
  const subscription = known.find(({ name }) => name === "subscription");
  return {
    description:
      "EIP-712 messages of Licensing, hashed and signed by viem (RFC 6979); terms of the five templates at 49 USDC, with the SHA-256 of vectors/legal/*.md by Node. The private key is published here on purpose: never use it.",
    domain: { ...domain, separator },
    privateKey,
    signer: signer.address,
    templates: known,
    credentials: await Promise.all(credentials(keccak256, toBytes).map((message) => sign("Credential", message))),
    vouchers: await Promise.all(vouchers(subscription.termsId, subscription.terms, signer.address).map((message) => sign("Voucher", message))),
  };
}

module.exports = { licensingMessages };
