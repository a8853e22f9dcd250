// The box in which one chooses who acts. Everything in it is text: a wallet's name is a stranger's.
import { ask, changeChain, declined, demoWallet, findWallets, isOn, remember, remembered } from './wallet.js';

const box = document.querySelector('#wallet');
/** Texts of the page, places {0}, {1}. */
export const words = box ? JSON.parse(box.dataset.words) : {};
/** @type {import('./wallet.js').Chain} */
export const chain = box ? JSON.parse(box.dataset.chain) : null;
/** Fills a text's places. */
export const fill = (text, ...values) => text.replace(/\{(\d)\}/g, (_, i) => String(values[i]));
export const short = text => text.length > 14 ? `${text.slice(0, 6)}…${text.slice(-4)}` : text;

/** @type {{wallet: import('./wallet.js').Wallet, account: string} | null} */
let current = null;
/** Who acts now; null for nobody. */
export const acting = () => current;

const line = box?.querySelector('.say');
const place = box?.querySelector('.choices');
/** Says something in the box, aloud for screen readers. */
export function say(text, kind = '') { if (line) { line.textContent = text; line.className = `say ${kind}`; } }

function button(label, then, kind = 'plain') {
  const made = document.createElement('button');
  made.type = 'button';
  made.className = kind;
  made.textContent = label;
  made.addEventListener('click', then);
  return made;
}

function announce() {
  document.dispatchEvent(new CustomEvent('acting', { detail: current?.account ?? null }));
}

async function take(wallet, account) {
  current = { wallet, account };
  remember(wallet.id);
  const told = document.createElement('p');
  told.textContent = fill(words.acting, short(account), wallet.name);
  told.title = account;
  place.replaceChildren(told, button(words.change, () => { current = null; remember(null); announce(); offer().then(() => place.querySelector('button, select')?.focus()); }));
  announce();
  await checkChain();
}

async function checkChain() {
  say('');
  if (!current || await isOn(current.wallet.provider, chain)) return true;
  say(fill(words.wrongNetwork, chain.name, chain.chainId), 'bad');
  if (!place.querySelector('[data-switch]')) {
    const change = button(words.switch, toChain, '');
    change.dataset.switch = '';
    place.append(change);
  }
  return false;
}

async function toChain() {
  try {
    if (await changeChain(current.wallet.provider, chain)) { place.querySelector('[data-switch]')?.remove(); say(''); return true; }
  } catch (error) {
    if (declined(error)) { say(words.rejected, 'bad'); return false; }
  }
  say(fill(words.noSwitch, chain.name, chain.chainId), 'bad');
  return false;
}

/** True when somebody acts and his wallet is on the right chain; else it says what to do, and leads there. */
export async function ready() {
  await begun; // a wallet that is taken again without a prompt isn't there at once
  if (!current) { say(words.first, 'bad'); place.querySelector('button, select')?.focus(); return false; }
  return await checkChain() || toChain();
}

async function connect(wallet) {
  try {
    const accounts = await wallet.provider.request({ method: 'eth_requestAccounts' });
    if (accounts.length > 0) await take(wallet, accounts[0]);
  } catch (error) {
    say(declined(error) ? words.rejected : fill(words.failed, error?.message ?? error), 'bad');
  }
}

const heard = new WeakSet();
function hear(wallet) {
  if (!wallet.provider.on || heard.has(wallet.provider)) return;
  heard.add(wallet.provider);
  wallet.provider.on('accountsChanged', accounts => {
    if (current?.wallet.id !== wallet.id) return;
    if (accounts.length === 0) { current = null; announce(); offer(); } else take(wallet, accounts[0]).then(() => say(words.switched));
  });
  wallet.provider.on('chainChanged', () => { if (current?.wallet.id === wallet.id) { place.querySelector('[data-switch]')?.remove(); checkChain(); } });
}

async function offer() {
  const wallets = await findWallets();
  wallets.forEach(hear);
  const parts = wallets.map(wallet => button(fill(words.use, wallet.name), () => connect(wallet), ''));
  const demos = chain.demo ? (await ask('GET', '/api/v1/demo')).map((demo, i) => demoWallet(demo.name, demo.address, fill(words.demoName, i + 1), chain.chainId)) : [];
  if (demos.length > 0) parts.push(demoChoice(demos));
  if (parts.length === 0) parts.push(Object.assign(document.createElement('p'), { textContent: words.none }));
  place.replaceChildren(...parts);
  return [...wallets, ...demos];
}

function demoChoice(demos) {
  const label = document.createElement('label');
  const choice = document.createElement('select');
  label.textContent = words.demo + ' ';
  for (const demo of demos) choice.append(new Option(demo.name, demo.id));
  label.append(choice);
  const hint = Object.assign(document.createElement('small'), { className: 'quiet', textContent: words.demoHint });
  const group = Object.assign(document.createElement('div'), { className: 'demo' });
  group.append(label, button(words.useDemo, () => connect(demos.find(demo => demo.id === choice.value)), 'plain'), hint);
  return group;
}

// A wallet that was used before and is still connected is taken again, without a prompt.
async function begin() {
  box.hidden = false;
  document.querySelectorAll('.no-script').forEach(note => note.remove());
  const all = await offer();
  const last = all.find(wallet => wallet.id === remembered());
  if (!last) return;
  const accounts = await last.provider.request({ method: 'eth_accounts' }).catch(() => []);
  if (accounts.length > 0) await take(last, accounts[0]);
}

/** Done when the choice is offered. */
export const begun = box ? begin().catch(error => say(fill(words.failed, error.message), 'bad')) : Promise.resolve();
