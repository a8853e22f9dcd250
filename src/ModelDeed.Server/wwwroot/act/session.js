// Sign-In with Ethereum (EIP-4361): proves to the server who asks. It moves nothing, and no page needs it to be read.
import { ask, Refusal } from './wallet.js';
import { acting, ready, words } from './chooser.js';
import { Ended } from './send.js';

const hexOf = text => '0x' + Array.from(new TextEncoder().encode(text), byte => byte.toString(16).padStart(2, '0')).join('');

/** Who is signed in; null for nobody. */
export async function signedInAs() {
  try {
    return (await ask('GET', '/api/v1/session')).account;
  } catch (error) {
    if (error instanceof Refusal && error.status === 401) return null;
    throw error;
  }
}

/** Has the wallet sign the server's message. @returns {Promise<string>} the account */
export async function signIn(say) {
  if (!await ready()) throw new Ended(words.first);
  const { wallet: { provider }, account } = acting();
  const { message } = await ask('POST', '/api/v1/session/challenge', { account });
  say(words.signIn);
  const signature = await provider.request({ method: 'personal_sign', params: [hexOf(message), account] });
  await ask('POST', '/api/v1/session', { message, signature });
  return account;
}

/** Ends the session, here and on the server. */
export const signOut = () => ask('DELETE', '/api/v1/session');
