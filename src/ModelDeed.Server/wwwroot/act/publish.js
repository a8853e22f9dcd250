// Publishing: content → what it is → terms → one signature.
import { ask, Refusal, spoken } from './wallet.js';
import { begun, fill } from './chooser.js';
import { act, explain, readable } from './send.js';
import { chosen, digest, read, write } from './manifest.js';

const form = document.querySelector('#publish');
const texts = JSON.parse(form.dataset.words);
const field = name => form.querySelector(`[name="${name}"]`);
const bar = form.querySelector('progress');
const found = form.querySelector('.found');
const line = form.querySelector('.result');
const say = (text, kind = '') => { line.textContent = text; line.className = `say result ${kind}`; };

/** @type {{fingerprint: string, files: object[], excluded: string[]} | null} */
let content = null;
/** @type {{text: string, json: any} | null} a manifest as the command line wrote it */
let ready = null;
let terms = null;

function tell(text, kind = '') { found.textContent = text; found.className = `found ${kind}`; }

function hash(files, isFolder) {
  const { entries, excluded } = chosen(files, isFolder);
  content = ready = null;
  if (entries.length === 0) return;
  bar.hidden = false;
  const worker = new Worker('/verify/worker.js', { type: 'module' });
  const end = () => { worker.terminate(); bar.hidden = true; };
  worker.onerror = event => { end(); tell(`${texts.failed} ${event.message}`, 'bad'); };
  worker.onmessage = ({ data }) => {
    if (data.error) { end(); tell(`${texts.failed} ${data.error}`, 'bad'); }
    else if (data.fingerprint) {
      end();
      content = { fingerprint: data.fingerprint, files: data.files, excluded };
      if (!field('name').value) field('name').value = (isFolder ? files[0].webkitRelativePath.split('/')[0] : files[0].name).slice(0, 120);
      tell(`${texts.fingerprint}: ${data.fingerprint}`, 'good');
    } else {
      bar.value = data.total ? data.read / data.total : 1;
      bar.setAttribute('aria-valuetext', fill(texts.working, data.read, data.total));
    }
  };
  worker.postMessage(entries);
}

async function takeManifest(file) {
  content = ready = null;
  try {
    const text = await file.text();
    ready = { text, json: read(text) };
    const { name, kind, description, fingerprint, files, tensors } = ready.json;
    if (name) field('name').value = name;
    if (kind) field('kind').value = kind;
    field('description').value = description ?? '';
    tell(`${texts.fingerprint}: ${fingerprint}. ${fill(texts.fromManifest, files.length, tensors.length)}`, 'good');
    preview();
  } catch (error) { tell(`${texts.failed} ${error.message}`, 'bad'); }
  field('description').readOnly = ready !== null;
}

async function preview() {
  const answer = await fetch('/publish/preview', { method: 'POST', headers: { 'Content-Type': 'text/plain' }, body: field('description').value });
  // The server has made it safe, as it does for the asset's page.
  if (answer.ok) form.querySelector('.preview').innerHTML = await answer.text();
}

let asked = 0;
async function draft() {
  const mine = ++asked;
  const box = form.querySelector('.legal'), note = form.querySelector('.terms-note');
  terms = null;
  if (!field('template').value) { box.hidden = true; note.textContent = ''; return; }
  const query = new URLSearchParams(['template', 'price', 'territories', 'fields'].map(name => [name, field(name).value]));
  try {
    const made = await ask('GET', `/publish/terms?${query}`);
    if (mine !== asked) return;
    terms = made.terms;
    box.innerHTML = made.text;
    box.hidden = false;
    note.textContent = '';
  } catch (error) {
    if (mine !== asked) return;
    box.hidden = true;
    note.textContent = error.message;
  }
}

function parents() {
  return [...form.querySelectorAll('.parent')].map(row => {
    const value = name => row.querySelector(`[data-part="${name}"]`).value.trim();
    const parent = { titleId: value('title').replace(/^.*\/assets\//, ''), royalty: Math.round(Number(value('royalty')) * 100) };
    if (value('license')) parent.license = value('license').replace(/^.*\/licenses\//, '');
    return parent;
  });
}

function addParent() {
  const row = form.querySelector('#parent-row').content.cloneNode(true).firstElementChild;
  row.querySelector('button').addEventListener('click', () => { row.remove(); form.querySelector('[data-add]').focus(); });
  form.querySelector('.parents').append(row);
  row.querySelector('input').focus();
}

// The chain must have read the digest before the server keeps the document.
async function keep(text, sum) {
  const answer = await fetch(spoken(`/api/v1/documents/${sum}`), { method: 'PUT', headers: { 'Content-Type': 'application/octet-stream' }, body: text });
  if (!answer.ok) throw new Refusal(await answer.json().catch(() => null), answer.status);
}

const typed = name => field(name).value.trim();

// The card's canonical bytes (docs/formats.md): members in order, nothing empty. Null where there is nothing to say beside the manifest.
function cardOf() {
  const tags = [...new Set(typed('tags').toLowerCase().split(/[\s,]+/).filter(Boolean))].slice(0, 20);
  if (!typed('summary') && tags.length === 0 && !typed('task')) return null;
  const card = { card: field('description').value.toWellFormed(), description: (typed('summary') || typed('name')).toWellFormed(), format: 'modeldeed-card-1', tags, task: typed('task').toLowerCase() };
  return JSON.stringify(Object.fromEntries(Object.entries(card).filter(([, value]) => value.length > 0)));
}

// The asset is registered whatever comes of this.
async function describe(titleId, card) {
  try {
    say(texts.cardStep);
    const sum = await digest(card);
    const { hash } = await act('describe', { titleId, digest: sum }, say, texts.cardLabel);
    await readable(`/market/done/${hash}?back=/assets/${titleId}`);
    await keep(card, sum);
    say(texts.cardKept, 'good');
  } catch (error) {
    say(fill(texts.cardSkipped, explain(error)), 'bad');
    await new Promise(done => setTimeout(done, 6000));
  }
}

async function submit() {
  if (!content && !ready) { say(texts.noContent, 'bad'); form.querySelector('button').focus(); return; }
  const sign = form.querySelector('[type="submit"]');
  sign.disabled = true;
  // The terms as they stand in the form now, whatever was typed last: nothing is published without terms that were asked for.
  clearTimeout(wait);
  await draft();
  if (field('template').value && !terms) {
    say(form.querySelector('.terms-note').textContent || texts.failed, 'bad');
    sign.disabled = false;
    field('price').focus();
    return;
  }
  const text = ready?.text ?? write(content, { name: field('name').value, kind: field('kind').value, description: field('description').value });
  const json = ready?.json ?? content, sum = await digest(text);
  const body = { fingerprint: json.fingerprint, manifest: sum, kind: field('kind').value, name: field('name').value, parents: parents(), offers: terms ? [terms] : [] };
  if (ready && !/^0x0+$/.test(ready.json.tensorRoot)) body.tensorRoot = ready.json.tensorRoot;
  try {
    await act('register', body, say, sign.textContent);
    const page = await readable(`/assets/${json.fingerprint}`);
    try { await keep(text, sum); say(texts.stored, 'good'); } catch (error) { say(fill(texts.notStored, error.message), 'bad'); await new Promise(done => setTimeout(done, 4000)); }
    const card = cardOf();
    if (card) await describe(json.fingerprint, card);
    location.assign(page);
  } catch (error) {
    say(explain(error), 'bad');
    sign.disabled = false;
  }
}

for (const button of form.querySelectorAll('[data-pick]')) {
  const input = form.querySelector(`[data-input="${button.dataset.pick}"]`);
  button.addEventListener('click', () => input.click());
  input.addEventListener('change', () => {
    if (input.files.length === 0) return;
    if (button.dataset.pick === 'manifest') takeManifest(input.files[0]); else { field('description').readOnly = false; hash(input.files, button.dataset.pick === 'folder'); }
  });
}
const drop = form.querySelector('.drop');
drop.addEventListener('dragover', event => { event.preventDefault(); drop.classList.add('over'); });
drop.addEventListener('dragleave', () => drop.classList.remove('over'));
drop.addEventListener('drop', event => {
  event.preventDefault();
  drop.classList.remove('over');
  const [file] = event.dataTransfer.files;
  if (file) { if (file.name.endsWith('.json') && file.size < 1 << 26) takeManifest(file).then(() => { if (!ready) hash([file], false); }); else hash([file], false); }
});
let wait = 0;
const later = then => () => { clearTimeout(wait); wait = setTimeout(then, 250); };
field('description').addEventListener('input', later(preview));
for (const name of ['template', 'price', 'territories', 'fields']) field(name).addEventListener('input', later(draft));
form.querySelector('[data-add]').addEventListener('click', addParent);
form.addEventListener('submit', event => { event.preventDefault(); submit(); });
form.hidden = false;
draft();
await begun;
