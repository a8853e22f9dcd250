// A stand-in for an IPFS node: the part of Kubo's RPC and of the trustless gateway that deed uses, over npm multiformats and blockstore-core. Kubo itself comes as a
// program that npm's package downloads when it is installed, which tests don't do. Prints its port. Blocks are kept by their hash, as Kubo keeps them.
import * as dagPb from "@ipld/dag-pb";
import { CID } from "multiformats/cid";
import { sha256 } from "multiformats/hashes/sha2";
import { createServer } from "node:http";

const blocks = new Map();
const pins = new Set();
const key = (cid) => Buffer.from(cid.multihash.bytes).toString("hex");
const codecs = { raw: 0x55, "dag-pb": 0x70 };

const body = async (request) => {
  const parts = [];
  for await (const part of request) parts.push(part);
  return Buffer.concat(parts);
};

// The one part of a multipart form.
function formFile(request, bytes) {
  const boundary = `--${/boundary="?([^";]+)"?/.exec(request.headers["content-type"])[1]}`;
  const start = bytes.indexOf("\r\n\r\n") + 4;
  return bytes.subarray(start, bytes.lastIndexOf(`\r\n${boundary}--`));
}

const fail = (response, message) => response.writeHead(500, { "content-type": "application/json" }).end(JSON.stringify({ Message: message, Code: 0, Type: "error" }));
const answer = (response, value) => response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(value));
const missing = (cid) => `block was not found locally (offline): ipld: could not find ${cid}`;

function whole(cid) {
  const block = blocks.get(key(cid));
  if (!block) return false;
  return cid.code !== dagPb.code || dagPb.decode(block).Links.every((link) => whole(link.Hash));
}

const rpc = {
  async "block/put"(request, response, query) {
    const bytes = formFile(request, await body(request));
    const cid = CID.createV1(codecs[query.get("cid-codec")], await sha256.digest(bytes));
    if (!blocks.has(key(cid))) blocks.set(key(cid), bytes); // as Kubo: what it believes to have it doesn't write
    answer(response, { Key: cid.toString(), Size: bytes.length });
  },
  "block/get"(_, response, query) {
    const block = blocks.get(key(CID.parse(query.get("arg"))));
    if (!block) return fail(response, missing(query.get("arg")));
    response.writeHead(200, { "content-type": "application/octet-stream" }).end(block);
  },
  "block/stat"(_, response, query) {
    const block = blocks.get(key(CID.parse(query.get("arg"))));
    if (!block) return fail(response, missing(query.get("arg")));
    answer(response, { Key: query.get("arg"), Size: block.length });
  },
  "block/rm"(_, response, query) {
    blocks.delete(key(CID.parse(query.get("arg"))));
    response.writeHead(200).end();
  },
  "pin/add"(_, response, query) {
    if (!whole(CID.parse(query.get("arg")))) return fail(response, missing(query.get("arg")));
    pins.add(query.get("arg"));
    answer(response, { Pins: [query.get("arg")] });
  },
  "pin/ls"(_, response) {
    response.writeHead(200).end([...pins].map((pin) => `${JSON.stringify({ Cid: pin, Type: "recursive" })}\n`).join(""));
  },
  "refs/local"(_, response) {
    const refs = [...blocks.keys()].map((hash) => CID.decode(Buffer.concat([Buffer.from([1, 0x55]), Buffer.from(hash, "hex")])).toString());
    response.writeHead(200).end(refs.map((ref) => `${JSON.stringify({ Ref: ref, Err: "" })}\n`).join(""));
  },
};

const server = createServer(async (request, response) => {
  const url = new URL(request.url, "http://node");
  try {
    const call = /^\/api\/v0\/(.+)$/.exec(url.pathname)?.[1];
    if (call) {
      if (request.method !== "POST") return response.writeHead(405).end();
      if (!rpc[call]) return response.writeHead(404).end();
      return await rpc[call](request, response, url.searchParams);
    }
    const path = /^\/ipfs\/([^/]+)$/.exec(url.pathname)?.[1];
    if (!path || url.searchParams.get("format") !== "raw" || !request.headers.accept?.includes("application/vnd.ipld.raw")) return response.writeHead(400).end();
    const block = blocks.get(key(CID.parse(path)));
    if (!block) return response.writeHead(404).end();
    response.writeHead(200, { "content-type": "application/vnd.ipld.raw", "content-length": block.length }).end(request.method === "HEAD" ? undefined : block);
  } catch (error) {
    fail(response, String(error));
  }
});
server.listen(0, "127.0.0.1", () => console.log(server.address().port));
process.stdin.resume().on("end", () => process.exit()); // ends with the test that started it
