// "Mine" shows the account that acts, unless its address says another.
import { begun } from './chooser.js';
import './page.js';

const shown = document.querySelector('[data-account]')?.dataset.account;
document.addEventListener('acting', ({ detail }) => {
  if (detail && detail.toLowerCase() !== (shown ?? '').toLowerCase()) location.replace(`/mine?account=${detail}`);
});
await begun;
