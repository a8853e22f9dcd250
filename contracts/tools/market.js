// Vectors of Market, by viem: signed orders.
"use strict";
const { createHash } = require("node:crypto");

const word = (label) => `0x${createHash("sha256").update(label).digest("hex")}`;
const account = (label) => `0x${word(label).slice(-40)}`;
const NOBODY = `0x${"0".repeat(40)}`;
const ZERO = `0x${"0".repeat(64)}`;

const TYPE =
  "uint8 side,address maker,address taker,address asset,uint256 titleId,uint96 amount,address currency,uint128 price,uint16 maxRoyalty,uint64 epoch,bytes32 state,uint40 start,uint40 deadline,uint256 nonce,uint256 counter";
const types = { Order: TYPE.split(",").map((member) => ({ type: member.split(" ")[0], name: member.split(" ")[1] })) };

const orders = (maker) => [
  {
    side: 0, maker, taker: NOBODY, asset: account("the Titles of the vectors"), titleId: BigInt(word("plain fingerprint")), amount: 1n, currency: NOBODY,
    price: 2_500_000_000_000_000_000n, maxRoyalty: 500, epoch: 0n, state: ZERO, start: 0, deadline: 2_000_000_000, nonce: 0n, counter: 0n,
  },
  {
    side: 1, maker, taker: account("a taker"), asset: account("a Share of the vectors"), titleId: BigInt(word("divided fingerprint")), amount: 600n,
    currency: account("a token"), price: 49_000_000n, maxRoyalty: 0, epoch: 1n, state: word("a state"), start: 1_900_000_000, deadline: 1_900_086_400,
    nonce: BigInt(word("a nonce")), counter: 7n,
  },
  {
    side: 0, maker, taker: account("another taker"), asset: account("the Titles of the vectors"), titleId: 2n ** 256n - 1n, amount: 2n ** 96n - 1n,
    currency: account("another token"), price: 2n ** 128n - 1n, maxRoyalty: 10_000, epoch: 2n ** 64n - 1n, state: word("another state"), start: 2 ** 40 - 2,
    deadline: 2 ** 40 - 1, nonce: 2n ** 256n - 1n, counter: 2n ** 256n - 1n,
  },
];

async function marketOrders() {
  const { hashDomain, hashStruct, hashTypedData } = await import("viem");
  const { privateKeyToAccount } = await import("viem/accounts");
  const privateKey = word("the signer of vectors/market-orders.json");
  const signer = privateKeyToAccount(privateKey);
  const domain = { name: "ModelDeed Market", version: "1", chainId: 31337, verifyingContract: account("the Market of the vectors") };
  const separator = hashDomain({ domain, types: { EIP712Domain: [
    { name: "name", type: "string" }, { name: "version", type: "string" }, { name: "chainId", type: "uint256" }, { name: "verifyingContract", type: "address" },
  ] } });
  const sign = async (message) => ({
    message,
    structHash: hashStruct({ data: message, primaryType: "Order", types }),
    digest: hashTypedData({ domain, types, primaryType: "Order", message }),
    signature: await signer.signTypedData({ domain, types, primaryType: "Order", message }),
  });
  return {
    description: "EIP-712 orders of Market, hashed and signed by viem (RFC 6979). The private key is published here on purpose: never use it.",
    domain: { ...domain, separator },
    privateKey,
    signer: signer.address,
    orders: await Promise.all(orders(signer.address).map(sign)),
  };
}

module.exports = { marketOrders };
