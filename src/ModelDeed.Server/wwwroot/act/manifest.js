// The manifest of files that aren't read down to tensors (docs/formats.md, section 5), and what a dropped one says.
const NONE = '0x' + '0'.repeat(64);
const encoder = new TextEncoder();
const order = (a, b) => {
  const [x, y] = [encoder.encode(a), encoder.encode(b)];
  for (let i = 0; i < Math.min(x.length, y.length); i++) if (x[i] !== y[i]) return x[i] - y[i];
  return x.length - y.length;
};

/** @param {{fingerprint: string, files: {blake3: string, path: string, size: number}[], excluded: string[]}} content @returns {string} canonical JSON */
export function write(content, { name, kind, description }) {
  // Members in the order of RFC 8785: JSON.stringify keeps it, and escapes as that asks.
  const manifest = { bytes: content.files.reduce((sum, file) => sum + file.size, 0) };
  if (description) manifest.description = description.toWellFormed();
  manifest.excluded = [...new Set(content.excluded)].sort(order).map(path => ({ path, reason: 'version control' }));
  manifest.files = content.files.toSorted((a, b) => order(a.path, b.path));
  Object.assign(manifest, { fingerprint: content.fingerprint, format: 'opaque' });
  if (kind) manifest.kind = kind;
  manifest.metadata = {};
  if (name) manifest.name = name.normalize('NFC').toWellFormed();
  return JSON.stringify(Object.assign(manifest, { scheme: 'modeldeed-1', tensorRoot: NONE, tensors: [] }));
}

/** Reads what publishing needs of a manifest; the server and the chain's readers check the rest. */
export function read(text) {
  const manifest = JSON.parse(text);
  const root = /^0x[0-9a-f]{64}$/;
  if (manifest?.scheme !== 'modeldeed-1' || !root.test(manifest.fingerprint) || !root.test(manifest.tensorRoot) || !Array.isArray(manifest.files) || !Array.isArray(manifest.tensors)) throw new Error('modeldeed-1?');
  return manifest;
}

/** SHA-256 of a text's bytes. */
export async function digest(text) {
  const sum = await crypto.subtle.digest('SHA-256', encoder.encode(text));
  return '0x' + Array.from(new Uint8Array(sum), byte => byte.toString(16).padStart(2, '0')).join('');
}

/** Chosen files with their paths in the asset; what version control keeps is left out and named. */
export function chosen(files, isFolder) {
  const all = isFolder ? Array.from(files, file => ({ path: file.webkitRelativePath.split('/').slice(1).join('/'), file })) : [{ path: '', file: files[0] }];
  const at = path => path.split('/').indexOf('.git');
  return {
    entries: all.filter(entry => at(entry.path) < 0),
    excluded: all.filter(entry => at(entry.path) >= 0).map(entry => entry.path.split('/').slice(0, at(entry.path) + 1).join('/').normalize('NFC')),
  };
}
