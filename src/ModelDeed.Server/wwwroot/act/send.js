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
 * @param {string} label what it does, in the page's words
 * @param {{token: string, amount: string} | null} due what is paid in a token: where the token takes a permit, signing one spares a transaction
 * @returns {Promise<{hash: string, block: number}>} of the last step
 */
export async function act(kind, body, say, label, due = null) {
  if (!await ready()) throw new Ended(words.first);
  const { wallet: { provider }, account: from } = acting();
  const prepare = more => ask('POST', `/api/v1/transactions/${kind}`, { ...body, ...more, from });
  say(words.preparing);
  let prepared = await prepare({});
  if (due && prepared.steps.length > 1) {
    const permit = await permitted(due, provider, from, say);
    if (permit) prepared = await prepare({ permit });
  }
  return send(prepared, provider, from, say, label);
}

// A signed permit (EIP-2612) instead of an approval; null where the token takes none, or the wallet can't sign it.
async function permitted({ token, amount }, provider, from, say) {
  const draft = await ask('POST', '/api/v1/transactions/permit', { from, token, amount }).catch(error => {
    if (error instanceof Refusal && error.code === 'no-permit') return null;
    throw error;
  });
  if (!draft) return null;
  say(words.signPermit);
  try {
    const signature = await provider.request({ method: 'eth_signTypedData_v4', params: [from, JSON.stringify(draft.typedData)] });
    // Accounts that are contracts sign otherwise, and approve.
    return /^0x[0-9a-f]{130}$/i.test(signature) ? { value: draft.value, deadline: draft.deadline, signature } : null;
  } catch (error) {
    if (declined(error)) throw error;
    return null;
  }
}

/**
 * Drafts an order, sends the approvals that it needs, lets the wallet sign it (EIP-712), and puts it into the book.
 * @param {'list' | 'offer'} kind
 * @param {object} body without `from`
 * @param {(text: string, kind?: string) => void} say
 */
export async function signOrder(kind, body, say, label) {
  if (!await ready()) throw new Ended(words.first);
  const { wallet: { provider }, account: from } = acting();
  say(words.preparing);
  const draft = await ask('POST', `/api/v1/transactions/${kind}`, { ...body, from });
  await send(draft.approvals, provider, from, say, label);
  say(words.signOrder);
  const signature = await provider.request({ method: 'eth_signTypedData_v4', params: [from, JSON.stringify(draft.typedData)] });
  await ask('POST', '/api/v1/orders', { ...draft.document, signature });
}

// ERC-20's and ERC-721's approve, and setApprovalForAll.
const ALLOWS = ['0x095ea7b3', '0xa22cb465'];

async function send(prepared, provider, from, say, label) {
  let last = null;
  for (const [i, step] of prepared.steps.entries()) {
    const many = prepared.steps.length > 1 ? fill(words.step, i + 1, prepared.steps.length) + ' ' : '';
    const warned = prepared.warnings.length > 0 ? ' ' + fill(words.warning, prepared.warnings.join(' ')) : '';
    say(many + fill(words.confirm, ALLOWS.includes(step.data.slice(0, 10)) ? words.allow : label) + warned);
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
