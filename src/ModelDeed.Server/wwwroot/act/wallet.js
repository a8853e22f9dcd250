// Wallets: found by EIP-6963, asked by EIP-1193; demo accounts of the embedded chain look the same from here.
/** @typedef {{request: (ask: {method: string, params?: unknown[]}) => Promise<any>, on?: (event: string, then: (value: any) => void) => void}} Provider */
/** @typedef {{id: string, name: string, provider: Provider}} Wallet */
/** @typedef {{chainId: number, name: string, rpcUrls: string[], currency: {name: string, symbol: string, decimals: number}, demo: boolean}} Chain */

const KEPT = 'modeldeed-wallet';
const language = document.documentElement.lang || 'en', english = language === 'en';

/** Wallets that announce themselves, in the order in which they do; one that only sits on window comes last. */
export async function findWallets() {
  /** @type {Map<string, Wallet>} */
  const found = new Map();
  const hear = ({ detail }) => {
    const { info, provider } = detail ?? {};
    if (typeof info?.rdns === 'string' && typeof info.name === 'string' && provider && !found.has(info.rdns)) found.set(info.rdns, { id: info.rdns, name: info.name.slice(0, 60), provider });
  };
  window.addEventListener('eip6963:announceProvider', hear);
  window.dispatchEvent(new Event('eip6963:requestProvider'));
  await new Promise(done => setTimeout(done, 60));
  window.removeEventListener('eip6963:announceProvider', hear);
  if (found.size === 0 && window.ethereum) found.set('window', { id: 'window', name: 'window.ethereum', provider: window.ethereum });
  return [...found.values()];
}

/** @param {string} address @returns {Wallet} */
export function demoWallet(name, address, label, chainId) {
  const request = async ({ method, params }) => {
    switch (method) {
      case 'eth_accounts': case 'eth_requestAccounts': return [address];
      case 'eth_chainId': return '0x' + chainId.toString(16);
      case 'eth_sendTransaction': {
        const { to, data, value } = params[0];
        const { hash } = await ask('POST', `/api/v1/demo/${name}/send`, { to, data, value: BigInt(value).toString() });
        return hash;
      }
      case 'personal_sign': return (await ask('POST', `/api/v1/demo/${name}/sign-message`, { message: params[0] })).signature;
      case 'eth_signTypedData_v4': return (await ask('POST', `/api/v1/demo/${name}/sign`, JSON.parse(params[1]))).signature;
      default: throw Object.assign(new Error(method), { code: 4200 });
    }
  };
  return { id: name, name: label, provider: { request } };
}

/** Which wallet was used last; never more than its name is kept. */
export const remembered = () => { try { return localStorage.getItem(KEPT); } catch { return null; } };
export const remember = id => { try { if (id) localStorage.setItem(KEPT, id); else localStorage.removeItem(KEPT); } catch { /* a private window keeps nothing */ } };

/** What went wrong, as the API says it. */
export class Refusal extends Error {
  constructor(problem, status) {
    // Details are in English; what the code means comes in the page's language.
    super((english ? problem?.detail ?? problem?.title : problem?.title ?? problem?.detail) ?? `HTTP ${status}`);
    this.status = status;
    this.code = problem?.code ?? '';
  }
}

/** A path of ours with the page's language, whatever the browser or a cookie says. */
export const spoken = path => `${path}${path.includes('?') ? '&' : '?'}lang=${language}`;

/** Asks our own API. */
export async function ask(method, path, body) {
  const answer = await fetch(spoken(path), { method, headers: body === undefined ? {} : { 'Content-Type': 'application/json' }, body: body === undefined ? undefined : JSON.stringify(body) });
  const text = await answer.text();
  let json = null;
  try { json = text ? JSON.parse(text) : null; } catch { /* not ours: the status says enough */ }
  if (!answer.ok) throw new Refusal(json, answer.status);
  return json;
}

/** True when the person said no in the wallet (EIP-1193: 4001; some wallets: ACTION_REJECTED). */
export const declined = error => error?.code === 4001 || error?.code === 'ACTION_REJECTED' || error?.data?.originalError?.code === 4001;

/** Whether the wallet is on the page's chain. */
export async function isOn(provider, chain) {
  return Number(BigInt(await provider.request({ method: 'eth_chainId' }))) === chain.chainId;
}

/** Asks the wallet to change over to the chain (EIP-3326), and to learn it where it doesn't know it (EIP-3085). */
export async function changeChain(provider, chain) {
  const chainId = '0x' + chain.chainId.toString(16);
  try {
    await provider.request({ method: 'wallet_switchEthereumChain', params: [{ chainId }] });
  } catch (error) {
    if ((error?.code ?? error?.data?.originalError?.code) !== 4902 || chain.rpcUrls.length === 0) throw error;
    await provider.request({ method: 'wallet_addEthereumChain', params: [{ chainId, chainName: chain.name, rpcUrls: chain.rpcUrls, nativeCurrency: chain.currency }] });
    await provider.request({ method: 'wallet_switchEthereumChain', params: [{ chainId }] });
  }
  return isOn(provider, chain);
}
