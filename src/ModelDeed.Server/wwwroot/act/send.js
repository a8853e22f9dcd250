// A transaction from "prepare" to "in a block", and everything that can become of it on the way, in words.
import { ask, declined, Refusal } from './wallet.js';
import { acting, fill, ready, short, words } from './chooser.js';

const STEP = 700, FORGOTTEN = 20;
const pause = () => new Promise(done => setTimeout(done, STEP));
const hex = number => '0x' + BigInt(number).toString(16);

/** Ended as it shouldn't; the message is for the person. */
export class Ended extends Error {}

async function standing(hash, from, nonce) {
  try {
    return await ask('GET', `/api/v1/transactions/${hash}?from=${from}${nonce === null ? '' : `&nonce=${nonce}`}`);
  } catch (error) {
    if (error instanceof Refusal && error.status === 404) return null;
    if (error instanceof Refusal && error.status < 500) throw error;
    return undefined; // the node is away for a moment: ask again
  }
}

/** Waits until a transaction is in a block. @returns {Promise<number>} the block */
async function inBlock(hash, from, nonce, say) {
  for (let unknown = 0; ;) {
    const now = await standing(hash, from, nonce);
    if (now === null && ++unknown > FORGOTTEN) throw new Ended(words.dropped);
    if (now) unknown = 0;
    if (now?.state === 'replaced') throw new Ended(words.replaced);
    if (now?.succeeded === false) throw new Ended(words.reverted);
    if (now?.succeeded) return now.block;
    if (now?.state === 'waiting') say(fill(words.sent, short(hash)));
    await pause();
  }
}

async function nonceOf(provider, hash) {
  const known = await provider.request({ method: 'eth_getTransactionByHash', params: [hash] }).catch(() => null);
  return known?.nonce === undefined ? null : Number(known.nonce);
}

/**
 * Prepares, lets the wallet sign, and waits until it is in a block.
 * @param {string} kind the last part of the path under /api/v1/transactions
 * @param {object} body without `from`
 * @param {(text: string, kind?: string) => void} say
 * @returns {Promise<{hash: string, block: number}>} of the last step
 */
export async function act(kind, body, say) {
  if (!await ready()) throw new Ended(words.first);
  const { wallet: { provider }, account: from } = acting();
  say(words.preparing);
  return send(await ask('POST', `/api/v1/transactions/${kind}`, { ...body, from }), provider, from, say);
}

/**
 * Drafts an order, sends the approvals that it needs, lets the wallet sign it (EIP-712), and puts it into the book.
 * @param {'list' | 'offer'} kind
 * @param {object} body without `from`
 * @param {(text: string, kind?: string) => void} say
 */
export async function signOrder(kind, body, say) {
  if (!await ready()) throw new Ended(words.first);
  const { wallet: { provider }, account: from } = acting();
  say(words.preparing);
  const draft = await ask('POST', `/api/v1/transactions/${kind}`, { ...body, from });
  await send(draft.approvals, provider, from, say);
  say(words.signOrder);
  const signature = await provider.request({ method: 'eth_signTypedData_v4', params: [from, JSON.stringify(draft.typedData)] });
  await ask('POST', '/api/v1/orders', { ...draft.document, signature });
}

async function send(prepared, provider, from, say) {
  let last = null;
  for (const [i, step] of prepared.steps.entries()) {
    const many = prepared.steps.length > 1 ? fill(words.step, i + 1, prepared.steps.length) + ' ' : '';
    const warned = prepared.warnings.length > 0 ? ' ' + fill(words.warning, prepared.warnings.join(' ')) : '';
    say(many + fill(words.confirm, step.summary) + warned);
    const asked = { from, to: step.to, data: step.data, value: hex(step.value) };
    if (step.gas != null) asked.gas = hex(step.gas);
    const hash = await provider.request({ method: 'eth_sendTransaction', params: [asked] });
    say(many + fill(words.sent, short(hash)));
    const block = await inBlock(hash, from, await nonceOf(provider, hash), say);
    say(many + fill(words.mined, block));
    last = { hash, block };
  }
  return last;
}

/** An error as the person should read it. */
export function explain(error) {
  if (declined(error)) return words.rejected;
  if (error instanceof Ended) return error.message;
  return fill(error instanceof Refusal ? words.refused : words.failed, error?.message ?? String(error));
}

/** Waits until the index has read what was done: until a page of ours answers. */
export async function readable(path) {
  for (;;) {
    const answer = await fetch(path, { method: 'GET', headers: { Accept: 'text/html' } }).catch(() => null);
    if (answer?.ok) return answer.url;
    await pause();
  }
}
