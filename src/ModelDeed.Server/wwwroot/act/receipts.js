// What a custodian says of a release, kept only in the form of a receipt (docs/formats.md): one that sends something else mustn't spoil the others' in the file.
const HASH = /^0x[0-9a-f]{64}$/i, SIGNATURE = /^0x[0-9a-f]{130}$/i, ENTRY = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;
const MOST_ENTRY = 16_384, MOST_PATH = 64;
const isNumber = value => Number.isSafeInteger(value) && value >= 0;
const matches = (pattern, value) => typeof value === 'string' && pattern.test(value);

/** The receipt in an answer, with the custodian's account; null when it is none, or nobody's. */
export function receiptOf(custodian, answer) {
  const { entry, receipt, head, path } = answer ?? {};
  const isOne = custodian && isNumber(entry) && typeof receipt === 'string' && receipt.length <= MOST_ENTRY && ENTRY.test(receipt)
    && isNumber(head?.size) && matches(HASH, head.root) && matches(SIGNATURE, head.signature) && Array.isArray(path) && path.length <= MOST_PATH && path.every(sibling => matches(HASH, sibling));
  return isOne ? { custodian, entry, receipt, head: { size: head.size, root: head.root, signature: head.signature }, path } : null;
}

/** An answer's JSON of so many bytes at most: who sends without end is ended. */
export async function shortJson(answer, most) {
  const reader = answer.body.getReader(), parts = [];
  let size = 0;
  for (;;) {
    const { value, done } = await reader.read();
    if (done) break;
    size += value.length;
    if (size > most) { await reader.cancel(); throw new Error('too long'); }
    parts.push(value);
  }
  return JSON.parse(await new Blob(parts).text());
}
