// Opens a sealed package in the browser: fetches blocks, has the wallet sign, asks custodians. The key and the clear bytes are the worker's alone (wwwroot/sealed/).
import './page.js';
import './copy.js';
import { acting, begun, fill, ready, words as wallet } from './chooser.js';
import { receiptOf, shortJson } from './receipts.js';
import { sources } from './sources.js';
import { declined } from './wallet.js';

const box = document.querySelector('.download'), words = JSON.parse(box.dataset.words), job = JSON.parse(box.dataset.job);
const part = name => box.querySelector(name);
const [start, stop, bar, line, refusals, covered] = ['[data-start]', '[data-stop]', 'progress', '.say', '.refusals', '.covered'].map(part);
const after = hidden => box.querySelectorAll('[data-after]').forEach(one => { one.hidden = hidden; });
const form = document.querySelector('#use'), command = document.querySelector('#command');
const PLACE = /^package-[0-9a-f]{16}$/, PATIENCE = 20_000, MOST_ANSWER = 32 << 10;
const endings = { onnx: '.onnx', safetensors: '.safetensors', gguf: '.gguf', pytorch: '.pt', tflite: '.tflite' };

const say = (text, kind = '') => { line.textContent = text; line.className = `say ${kind}`; };
const numbers = new Intl.NumberFormat(document.documentElement.lang, { maximumFractionDigits: 1 });
function size(bytes) {
  const units = ['B', 'kB', 'MB', 'GB'];
  let unit = 0;
  for (; bytes >= 999.5 && unit < units.length - 1; unit++) bytes /= 1000;
  return `${numbers.format(bytes)} ${units[unit]}`;
}
const span = seconds => seconds >= 90 ? `${Math.ceil(seconds / 60)} min` : `${Math.max(1, Math.ceil(seconds))} s`;

// The use: three lists, the command's words, and what the account's licenses say of it.
const lists = ['territory', 'field', 'data'].map(name => form.elements[name]);
let licenses = [];
const covers = held => [held.territories, held.fields, held.dataTypes].every((words, i) => words.includes(lists[i].value));
function judge() {
  command.textContent = fill(command.dataset.template, ...lists.map(list => list.value || '…'));
  const chosen = lists.every(list => list.value), held = licenses.some(covers);
  covered.textContent = !acting() || !chosen ? '' : held ? words.licensed : words.unlicensed;
  covered.className = `covered ${held ? 'good' : 'bad'}`;
  if (acting() && chosen && !held) covered.append(' ', Object.assign(document.createElement('a'), { href: `/assets/${job.title}#licenses`, textContent: words.getLicense }));
}
async function know(account) {
  licenses = account ? await fetch(`/assets/${job.title}/download/use?account=${account}`).then(answer => answer.ok ? answer.json() : [], () => []) : [];
  const first = licenses[0];
  if (first && !lists.some(list => list.value)) [first.territories, first.fields, first.dataTypes].forEach((words, i) => { lists[i].value = words[0] ?? ''; });
  judge();
}
form.addEventListener('change', judge);
document.addEventListener('acting', ({ detail }) => know(detail));

// What custodians released, to be kept (docs/formats.md, modeldeed-receipts-1).
const receipts = [];

// What the worker asks for.
const fetchBlock = sources([location.origin, ...job.sources ?? []], () => say(words.busy));

async function release({ x, typedData, request, header, number, needed }) {
  const { provider } = acting().wallet, { url } = job.custodians[x - 1];
  say(fill(words.sign, number, needed));
  const signature = await provider.request({ method: 'eth_signTypedData_v4', params: [request.account, JSON.stringify(typedData)] });
  say(fill(words.asking, job.custodians[x - 1].name));
  const text = Array.from(header, byte => String.fromCharCode(byte)).join('');
  const body = JSON.stringify({ header: btoa(text), request, signature });
  let answer, said;
  try {
    answer = await fetch(new URL('release', url), { method: 'POST', body, headers: { 'Content-Type': 'application/json' }, credentials: 'omit', redirect: 'error', referrerPolicy: 'no-referrer', signal: AbortSignal.timeout(PATIENCE) });
  } catch {
    return { code: 'unreachable' };
  }
  try { said = await shortJson(answer, MOST_ANSWER); } catch { return { code: answer.status === 429 ? 'too-many-requests' : 'malformed' }; }
  if (answer.ok) {
    const { ephemeral, box: sealed } = said ?? {}, receipt = receiptOf(job.custodians[x - 1].account, said);
    if (receipt) receipts.push(receipt);
    return { share: { ephemeral: String(ephemeral), box: String(sealed) } };
  }
  const code = String(said?.type ?? '').split('/').pop();
  return { code: code || (answer.status === 429 ? 'too-many-requests' : 'malformed'), reason: String(said?.detail ?? '').slice(0, 300) };
}

function refuse({ x, code, reason }) {
  const item = document.createElement('li');
  item.textContent = fill(words.custodian, job.custodians[x - 1].name, words.reasons[code] ?? (reason || code));
  refusals.append(item);
}

// Those that answer first; one without an address can't be asked.
const order = () => job.custodians.map((custodian, i) => ({ ...custodian, x: i + 1 })).filter(({ url }) => url).sort((a, b) => (a.up === false) - (b.up === false)).map(({ x }) => x);

let worker = null, begunAt = 0;
function progress({ read, total }) {
  begunAt ||= performance.now();
  const seconds = (performance.now() - begunAt) / 1000, rate = seconds > 0.2 ? read / seconds : 0;
  bar.value = read / total;
  if (read === total || rate === 0) return;
  const text = fill(words.working, size(read), size(total), size(rate), span((total - read) / rate));
  bar.setAttribute('aria-valuetext', text);
  line.textContent = text;
}

function finish() {
  worker?.terminate();
  worker = null;
  start.disabled = false;
  start.removeAttribute('aria-busy');
  bar.hidden = stop.hidden = true;
}

function explain({ code, detail }) {
  if (code === 'toofew') return fill(words.refused, ...detail.split('/'));
  if (code === 'declined') return wallet.rejected;
  return words.faults[code] ?? fill(wallet.failed, detail || code);
}

async function answerTo({ ask, kind, value }) {
  const asked = worker;
  try {
    const given = await (kind === 'block' ? fetchBlock(value) : release(value));
    asked.postMessage({ answer: ask, value: given }, given instanceof ArrayBuffer ? [given] : []);
  } catch (error) {
    asked.postMessage({ answer: ask, fault: { code: declined(error) ? 'declined' : error?.code === 'missing' ? 'missing' : '', detail: String(error?.message ?? error) } });
  }
}

const nameOf = ({ path, name, format }) => {
  const clean = text => text.normalize('NFC').replace(/[^\p{L}\p{N}._ -]+/gu, '-').replace(/^[. -]+|[. -]+$/g, '').slice(0, 100);
  if (path) return clean(path.split('/').pop()) || job.fileName;
  return (clean(name) || job.fileName) + (path === null ? '.tar' : endings[format] ?? '');
};

// The browser's own storage for this site: a file there has no name that anybody meets.
const storage = () => navigator.storage.getDirectory();
async function forget() {
  const root = await storage();
  for await (const name of root.keys()) if (PLACE.test(name)) await root.removeEntry(name).catch(() => {}); // one that another tab writes stays
}

let link = null;
async function save(place, done) {
  const file = await (await (await storage()).getFileHandle(place)).getFile();
  // A type of its own would put an ending of the browser's behind the name.
  link = Object.assign(document.createElement('a'), { href: URL.createObjectURL(new Blob([file], { type: 'application/octet-stream' })), download: nameOf(done) });
  link.click();
  say(fill(words.saved, link.download, size(done.size)), 'good');
  after(false);
}

async function run() {
  if (!form.reportValidity() || !await ready()) return;
  refusals.replaceChildren();
  receipts.length = 0;
  after(true);
  say(words.fetching);
  start.disabled = true;
  start.setAttribute('aria-busy', 'true');
  bar.value = begunAt = 0;
  const able = crypto.subtle && navigator.storage?.getDirectory && await crypto.subtle.generateKey({ name: 'X25519' }, false, ['deriveBits']).then(() => true, () => false);
  if (!able) { finish(); say(words.faults.browser, 'bad'); return; }
  await forget();
  const { quota = Infinity, usage = 0 } = await navigator.storage.estimate().catch(() => ({}));
  if (quota - usage < job.bytes) { finish(); say(fill(words.noRoom, size(quota - usage), size(job.bytes)), 'bad'); return; }
  const place = `package-${Array.from(crypto.getRandomValues(new Uint8Array(8)), byte => byte.toString(16).padStart(2, '0')).join('')}`;
  const use = Object.fromEntries(['territory', 'field', 'dataType'].map((name, i) => [name, { word: lists[i].value, index: Number(lists[i].selectedOptions[0].dataset.index) }]));
  bar.hidden = stop.hidden = false;
  worker = new Worker('/sealed/worker.js', { type: 'module' });
  worker.onerror = event => { finish(); say(fill(wallet.failed, event.message ?? ''), 'bad'); };
  worker.onmessage = ({ data }) => {
    if (data.ask) answerTo(data);
    else if (data.read) progress(data);
    else if (data.refused) refuse(data.refused);
    else if (data.fault) { finish(); say(explain(data.fault), 'bad'); forget(); }
    else if (data.done) { finish(); save(place, data.done).catch(error => say(fill(wallet.failed, error.message), 'bad')); }
  };
  worker.postMessage({ start: { ...job, place, use, account: acting().account, order: order() } });
}

start.addEventListener('click', () => run().catch(error => { finish(); say(fill(wallet.failed, error.message), 'bad'); }));
stop.addEventListener('click', async () => { finish(); say(words.stopped); await forget(); });
part('[data-receipts]').addEventListener('click', () => {
  const text = JSON.stringify({ format: 'modeldeed-receipts-1', chainId: job.chainId, directory: job.directory, receipts });
  Object.assign(document.createElement('a'), { href: URL.createObjectURL(new Blob([text], { type: 'application/octet-stream' })), download: `${link.download}.receipts.json` }).click();
});
part('[data-again]').addEventListener('click', () => link.click());
part('[data-forget]').addEventListener('click', async () => {
  URL.revokeObjectURL(link.href);
  await forget();
  after(true);
  say(words.forgotten);
});
box.hidden = false;
await begun;
await know(acting()?.account);
if (navigator.storage?.getDirectory) forget(); // what an earlier visit left
