// "Mine" shows the account that acts, unless its address says another.
import { acting, begun, fill, short, words } from './chooser.js';
import { explain } from './send.js';
import { signedInAs, signIn, signOut } from './session.js';
import './page.js';

const shown = document.querySelector('[data-account]')?.dataset.account;
document.addEventListener('acting', ({ detail }) => {
  if (detail && detail.toLowerCase() !== (shown ?? '').toLowerCase()) location.replace(`/mine?account=${detail}`);
});
await begun;

// Signing in and out.
const box = document.querySelector('[data-session]');
const [told, enter, leave] = ['.told', '[data-enter]', '[data-leave]'].map(part => box.querySelector(part));
const say = (text, kind = '') => { const line = box.querySelector('.say'); line.textContent = text; line.className = `say ${kind}`; };
function show(account) {
  const other = account && acting() && account.toLowerCase() !== acting().account.toLowerCase();
  told.textContent = account ? fill(words.signedIn, short(account)) : words.signedOut;
  told.title = account ?? '';
  enter.hidden = Boolean(account) && !other;
  leave.hidden = !account;
}
async function change(then) {
  try { show(await then()); say(''); } catch (error) { say(explain(error), 'bad'); }
}
enter.addEventListener('click', () => change(() => signIn(say)));
leave.addEventListener('click', () => change(async () => { await signOut(); return null; }));
await change(signedInAs);
box.hidden = false;
