// Blocks from several gateways: one that fails or lies is passed over, one that is busy is waited for.
const MOST_BLOCK = 2 << 20, PATIENCE = 60_000, TRIES = 60;
const pause = seconds => new Promise(done => setTimeout(done, seconds * 1000));

async function isOf(bytes, digest) {
  const sum = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return sum.every((byte, i) => byte === digest[i]);
}

/**
 * @param {string[]} bases gateways without /ipfs, the nearest first
 * @param {() => void} busy told when a source asks to wait
 * @returns {(block: {cid: string, digest: Uint8Array}) => Promise<ArrayBuffer>}
 */
export function sources(bases, busy) {
  let first = 0; // the one that answered last
  return async ({ cid, digest }) => {
    for (let tries = 0; tries < TRIES; tries++) {
      let wait = 0;
      for (let i = 0; i < bases.length; i++) {
        const at = (first + i) % bases.length;
        const answer = await fetch(`${bases[at]}/ipfs/${cid}?format=raw`, { credentials: 'omit', referrerPolicy: 'no-referrer', signal: AbortSignal.timeout(PATIENCE) }).catch(() => null);
        if (answer?.ok && Number(answer.headers.get('Content-Length') ?? 0) <= MOST_BLOCK) {
          const bytes = await answer.arrayBuffer().catch(() => null);
          if (bytes && bytes.byteLength <= MOST_BLOCK && await isOf(bytes, digest)) { first = at; return bytes; }
        }
        if (answer?.status === 429 || answer?.status === 503) wait = Math.min(30, Math.max(wait, Number(answer.headers.get('Retry-After')) || 1));
      }
      if (wait === 0) break;
      busy();
      await pause(wait);
    }
    throw Object.assign(new Error(cid), { code: 'missing' });
  };
}
