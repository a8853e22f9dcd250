// The request to a custodian (docs/formats.md, modeldeed-release-1): what the wallet signs, and the digest that the answer is bound to.
import { hex } from '../verify/tree.js';
import { ascii, hkdf, join, need, unhex } from './fault.js';
import { isRight, unbox } from './header.js';

const DOMAIN = 'EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)';
const NAME = 'ModelDeed Custodian', VERSION = '1', LIFE = 120;
const FIELDS = [['account', 'address'], ['custodian', 'bytes32'], ['header', 'bytes32'], ['territory', 'uint8'], ['field', 'uint8'], ['dataType', 'uint8'], ['recipient', 'bytes32'], ['nonce', 'bytes32'], ['deadline', 'uint64']];

const number = value => { const word = new Uint8Array(32); new DataView(word.buffer).setBigUint64(24, BigInt(value)); return word; };
const word = value => { const bytes = new Uint8Array(32), given = unhex(value); bytes.set(given, 32 - given.length); return bytes; };

/** The digest that an account signs. */
function digest(keccak, chainId, contract, message) {
  const domain = keccak(join(keccak(ascii(DOMAIN)), keccak(ascii(NAME)), keccak(ascii(VERSION)), number(chainId), word(contract)));
  const type = keccak(ascii(`Release(${FIELDS.map(([name, kind]) => `${kind} ${name}`).join(',')})`));
  const struct = keccak(join(type, ...FIELDS.map(([name, kind]) => kind.startsWith('uint') ? number(message[name]) : word(message[name]))));
  return keccak(join(Uint8Array.from([0x19, 0x01]), domain, struct));
}

const typed = (chainId, contract, message) => ({
  types: {
    EIP712Domain: [{ name: 'name', type: 'string' }, { name: 'version', type: 'string' }, { name: 'chainId', type: 'uint256' }, { name: 'verifyingContract', type: 'address' }],
    Release: FIELDS.map(([name, type]) => ({ name, type })),
  },
  primaryType: 'Release', domain: { name: NAME, version: VERSION, chainId, verifyingContract: contract }, message,
});

/**
 * Asks custodian x for its share.
 * @param {(typedData: object, request: object) => Promise<{share?: {ephemeral: string, box: string}, code?: string, reason?: string}>} send has it signed and sent
 * @returns {Promise<{share?: Uint8Array, code?: string, reason?: string}>} x ‖ share ‖ blinder, or why not
 */
export async function ask(keccak, header, x, { chainId, contract, account, headerDigest, use }, send) {
  const pair = await crypto.subtle.generateKey({ name: 'X25519' }, false, ['deriveBits']);
  const own = new Uint8Array(await crypto.subtle.exportKey('raw', pair.publicKey));
  const request = {
    account, custodian: hex(header.shares[x - 1].key), header: headerDigest, territory: use.territory.word, field: use.field.word, dataType: use.dataType.word,
    recipient: hex(own), nonce: hex(crypto.getRandomValues(new Uint8Array(32))), deadline: Math.floor(Date.now() / 1000) + LIFE,
  };
  const message = { ...request, territory: use.territory.index, field: use.field.index, dataType: use.dataType.index };
  const bound = digest(keccak, chainId, contract, message);
  const answer = await send(typed(chainId, contract, message), request);
  if (!answer.share) return answer;
  const { ephemeral, box } = answer.share;
  if (!/^0x[0-9a-f]{64}$/i.test(ephemeral) || !/^0x[0-9a-f]{98}$/i.test(box)) return { code: 'malformed' };
  const share = await unbox(pair, own, unhex(ephemeral), join(ascii('modeldeed.org/release-1 share'), bound), unhex(box));
  return share && await isRight(header, x, share) ? { share } : { code: 'wrong-share' };
}

/** The key of a payload, by the file key and the nonce in front of it. */
export const payloadKey = (fileKey, nonce) => (need(nonce.length === 16, 'altered'), hkdf(fileKey, nonce, ascii('payload')));
