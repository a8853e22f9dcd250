// Where the pages of the catalogue (examples/fill) are: found by the API, as fingerprints and accounts are what the chain gave.
const json = async address => {
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(`${address}: ${answer.status}`);
  return answer.json();
};

/** @returns {Promise<Record<string, string>>} names and paths */
export async function pages(url) {
  const api = `${url}/api/v1`;
  const find = async name => (await json(`${api}/assets?query=${encodeURIComponent(name)}&limit=50`)).items.find(item => item.name === name)?.id;
  const [vad, kit, shared, dear, auctioned] = await Promise.all(['Silero VAD', 'Face kit for video calls', 'Selfie segmentation', 'PP-OCR text direction', 'Face landmarks, 68 points, tiny'].map(find));
  if (![vad, kit, shared, dear, auctioned].every(Boolean)) throw new Error(`${url} doesn't have the catalogue: run ./run --once --catalogue, then start the server on the same MODELDEED_HOME.`);
  const { items: [license] } = await json(`${api}/assets/${vad}/licenses`);
  const offers = await json(`${api}/assets/${vad}/offers`);
  const terms = offers.find(offer => offer.terms.price !== '0').terms.id;
  const holder = (await json(`${api}/assets/${kit}`)).owner, seller = (await json(`${api}/assets/${auctioned}`)).registrant;
  return {
    discover: '/', search: '/?q=face&kind=model&territory=DE', nothing: '/?q=zebra', asset: `/assets/${vad}`, derived: `/assets/${kit}`, divided: `/assets/${shared}`, listed: `/assets/${dear}`, auctioned: `/assets/${auctioned}`,
    checkout: `/assets/${vad}/buy?terms=${terms}&territory=JP&field=research`, refused: `/assets/${vad}/buy?terms=${terms}&territory=US`, receipt: `/licenses/${license.id}`,
    market: '/market', publish: '/publish', mine: `/mine?account=${seller}`, nobody: '/mine', account: `/accounts/${holder}`, status: '/status', missing: '/nothing/here', unknown: `/assets/${'9'.repeat(64)}`, garbled: '/assets/xyz',
  };
}
