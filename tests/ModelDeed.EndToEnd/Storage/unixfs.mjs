// What npm ipfs-unixfs-importer makes of the same content, one JSON line for each line of standard input; and what ipfs-unixfs-exporter, @ipld/car and we read of each other's.
import { CarReader, CarWriter } from "@ipld/car";
import { MemoryBlockstore } from "blockstore-core";
import { importer } from "ipfs-unixfs-importer";
import { fixedSize } from "ipfs-unixfs-importer/chunker";
import { balanced } from "ipfs-unixfs-importer/layout";
import { exporter } from "ipfs-unixfs-exporter";
import { createHash } from "node:crypto";
import { createReadStream, createWriteStream, readFileSync } from "node:fs";
import { Readable } from "node:stream";
import { createInterface } from "node:readline";

// Nothing is kept where only the CID is asked for.
const nowhere = { put: async (cid, block) => { for await (const _ of [block]); return cid; } };

// Chunk i is its number, 8 bytes little-endian, over and over.
async function* pattern(length) {
  for (let i = 0n, left = length; left > 0; i++, left -= 1 << 20) {
    const chunk = Buffer.alloc(1 << 20);
    chunk.writeBigUInt64LE(i);
    for (let filled = 8; filled < chunk.length; filled *= 2) chunk.copy(chunk, filled, 0, Math.min(filled, chunk.length - filled));
    yield left < chunk.length ? chunk.subarray(0, left) : chunk;
  }
}

async function add(candidates, blockstore, options) {
  let last;
  for await (const entry of importer(candidates, blockstore, options)) last = entry;
  return last;
}

const jobs = {
  // A file of so many patterned bytes by the profile itself.
  async file({ length }) {
    const entry = await add([{ content: length === 0 ? [] : pattern(length) }], nowhere, { profile: "unixfs-v1-2025" });
    return { cid: entry.cid.toString(), size: Number(entry.size) };
  },
  // The same shape in small.
  async tiny({ length, chunk, links }) {
    const bytes = Buffer.from(Array.from({ length }, (_, i) => i % 251));
    const options = { profile: "unixfs-v1-2025", chunker: fixedSize({ chunkSize: chunk }), layout: balanced({ maxChildrenPerNode: links }) };
    const entry = await add([{ content: bytes }], nowhere, options);
    return { cid: entry.cid.toString(), size: Number(entry.size) };
  },
  async folder({ files, folders }) {
    const candidates = [...files.map(({ path, text }) => ({ path: `root/${path}`, content: Buffer.from(text) })), ...folders.map((path) => ({ path: `root/${path}` }))];
    const entry = await add(candidates, nowhere, { profile: "unixfs-v1-2025" });
    return { cid: entry.cid.toString(), size: Number(entry.size) };
  },
  // Writes a CAR of a file on the disk.
  async writeCar({ path, car }) {
    const put = []; // a MemoryBlockstore would forget the codecs
    const keep = { put: async (cid, bytes) => { put.push({ cid, bytes }); return cid; } };
    const entry = await add([{ path: "root/file", content: createReadStream(path, { highWaterMark: 1 << 20 }) }], keep, { profile: "unixfs-v1-2025" });
    const { writer, out } = CarWriter.create([entry.cid]);
    const written = new Promise((resolve) => Readable.from(out).pipe(createWriteStream(car)).on("close", resolve));
    for (const block of put) await writer.put(block);
    await writer.close();
    await written;
    return { cid: entry.cid.toString() };
  },
  // Reads a CAR that we wrote: every block by its hash, and the files in it.
  async readCar({ car }) {
    const reader = await CarReader.fromBytes(readFileSync(car));
    const [root] = await reader.getRoots();
    const blockstore = new MemoryBlockstore();
    let blocks = 0;
    const order = [];
    for await (const { cid, bytes } of reader.blocks()) {
      if (!createHash("sha256").update(bytes).digest().equals(Buffer.from(cid.multihash.digest))) throw new Error(`${cid} has other bytes`);
      await blockstore.put(cid, bytes);
      order.push(cid.toString());
      blocks++;
    }
    const files = {};
    const walk = async (cid, path) => {
      const entry = await exporter(cid, blockstore);
      if (entry.type === "directory") for await (const child of entry.entries ? entry.entries() : entry.content()) await walk(child.cid, `${path}/${child.name}`);
      else {
        const hash = createHash("sha256");
        for await (const bytes of entry.content()) hash.update(bytes);
        files[path] = hash.digest("hex");
      }
    };
    await walk(root, "");
    return { root: root.toString(), blocks, order, files };
  },
};

for await (const line of createInterface({ input: process.stdin })) {
  const { job, ...parameters } = JSON.parse(line);
  console.log(JSON.stringify(await jobs[job](parameters)));
}
