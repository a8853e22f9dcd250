// Forms that act: <form class="act" data-act="buy" data-body="{…}" data-done="/receipts/{hash}">. Fields with a name go into the body.
import { act, explain, readable } from './send.js';
import { fill, words } from './chooser.js';

async function valueOf(field) {
  if (field.type === 'file') return field.files.length > 0 ? JSON.parse(await field.files[0].text()) : undefined;
  return field.dataset.type === 'number' ? Number(field.value) : field.value || undefined;
}

async function bodiesOf(form) {
  const given = JSON.parse(form.dataset.body);
  const body = Array.isArray(given) ? null : { ...given };
  if (!body) return given;
  for (const field of form.querySelectorAll('[name]')) {
    const value = await valueOf(field);
    if (value !== undefined) body[field.name] = value;
  }
  return [body];
}

async function run(form) {
  const line = form.querySelector('.say');
  const say = (text, kind = '') => { line.textContent = text; line.className = `say ${kind}`; };
  const buttons = form.querySelectorAll('button');
  buttons.forEach(one => { one.disabled = true; });
  try {
    let done = null;
    for (const body of await bodiesOf(form)) done = await act(form.dataset.act, body, say);
    say(fill(words.reading, done.block), 'good');
    location.assign(await readable(form.dataset.done.replace('{hash}', done.hash)));
  } catch (error) {
    say(explain(error), 'bad');
    buttons.forEach(one => { one.disabled = false; });
  }
}

for (const form of document.querySelectorAll('form.act')) {
  form.hidden = false;
  form.addEventListener('submit', event => { event.preventDefault(); run(form); });
}
for (const print of document.querySelectorAll('[data-print]')) {
  print.hidden = false;
  print.addEventListener('click', () => window.print());
}
// A receipt whose block isn't settled is looked at again: the network may take it back.
const receipt = document.querySelector('[data-watch]');
if (receipt) {
  const look = async () => {
    const answer = await fetch(`/api/v1/transactions/${receipt.dataset.watch}`).catch(() => null);
    const state = answer?.ok ? (await answer.json()).state : answer?.status === 404 ? 'unknown' : null;
    if (state === 'final') { receipt.hidden = true; return; }
    if (state === 'waiting' || state === 'unknown') { receipt.textContent = receipt.dataset.undone; receipt.className = 'note bad'; }
    else if (state === 'pending') { receipt.textContent = receipt.dataset.pending; receipt.className = 'note new'; }
    setTimeout(look, 1500);
  };
  look();
}
