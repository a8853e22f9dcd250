// Forms that act: <form class="act" data-act="buy" data-body="{…}" data-done="/receipts/{hash}">. Fields with a name go into the body.
import { act, Ended, explain, readable, signOrder } from './send.js';
import { acting, chain, fill, words } from './chooser.js';
import { signedInAs, signIn } from './session.js';
import { ask } from './wallet.js';

const SIGNED = ['list', 'offer'];

/** An amount as it is typed, in the currency's smallest units; a comma counts as a point. */
function smallest(text, decimals) {
  const [, whole, part = ''] = /^(\d+)(?:[.,](\d+))?$/.exec(text.trim()) ?? [];
  if (whole === undefined || part.length > decimals) throw new Ended(fill(words.badAmount, text));
  return BigInt(whole + part.padEnd(decimals, '0')).toString();
}

// The decimal places stand with the field, or the token beside it knows them.
async function decimalsOf(field) {
  if (field.dataset.decimals) return Number(field.dataset.decimals);
  const token = field.form.elements[field.dataset.currency].value.trim();
  return token ? (await ask('GET', `/market/currency?address=${encodeURIComponent(token)}`)).decimals : chain.currency.decimals;
}

async function valueOf(field) {
  if (field.type === 'file') return field.files.length > 0 ? JSON.parse(await field.files[0].text()) : undefined;
  if (field.dataset.type === 'amount') return smallest(field.value, await decimalsOf(field));
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

// Off the page, not off the world: that costs nothing, and needs to know that it is its maker who asks.
async function hide(form, say) {
  const maker = form.dataset.for.toLowerCase();
  if ((await signedInAs())?.toLowerCase() !== maker) await signIn(say);
  await ask('DELETE', `/api/v1/orders/${form.dataset.order}`);
}

async function run(form) {
  const line = form.querySelector('.say');
  const say = (text, kind = '') => { line.textContent = text; line.className = `say ${kind}`; };
  const buttons = form.querySelectorAll('button');
  const pressed = form.querySelector('button'), label = pressed.textContent.trim();
  buttons.forEach(one => { one.disabled = true; });
  pressed.setAttribute('aria-busy', 'true');
  try {
    let done = null;
    if (form.dataset.act === 'hide') {
      await hide(form, say);
    } else if (SIGNED.includes(form.dataset.act)) {
      for (const body of await bodiesOf(form)) await signOrder(form.dataset.act, body, say, label);
      say(words.posted, 'good');
    } else {
      const { token, amount } = form.dataset;
      for (const body of await bodiesOf(form)) done = await act(form.dataset.act, body, say, label, token ? { token, amount } : null);
      say(fill(words.reading, done.block), 'good');
    }
    location.assign(await readable(form.dataset.done.replace('{hash}', done?.hash)));
  } catch (error) {
    say(explain(error), 'bad');
    pressed.removeAttribute('aria-busy');
    buttons.forEach(one => { one.disabled = false; });
  }
}

for (const form of document.querySelectorAll('form.act')) {
  form.hidden = false;
  form.addEventListener('submit', event => { event.preventDefault(); run(form); });
}
// What only some may do is shown to them alone: data-for names who may, data-not-for who may not.
function fit(account) {
  const me = account?.toLowerCase() ?? '';
  const names = text => text.toLowerCase().split(' ').includes(me);
  for (const part of document.querySelectorAll('[data-for], [data-not-for]'))
    part.hidden = (part.dataset.for !== undefined && !names(part.dataset.for)) || (part.dataset.notFor !== undefined && names(part.dataset.notFor));
}
document.addEventListener('acting', ({ detail }) => fit(detail));
fit(acting()?.account);
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
