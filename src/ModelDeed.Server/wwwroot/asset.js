// "Is your file this one?": hands chosen files to the worker that computes their fingerprint, and says whether it is the page's.
const units = ['B', 'kB', 'MB', 'GB', 'TB'];

function size(bytes) {
  let unit = 0;
  for (; bytes >= 1000 && unit < units.length - 1; unit++) bytes /= 1000;
  return `${bytes.toFixed(unit === 0 ? 0 : 1)} ${units[unit]}`;
}

// A folder's paths are relative to it; what version control keeps isn't part of an asset.
function fromInput(files, isFolder) {
  if (!isFolder) return [{ path: '', file: files[0] }];
  return Array.from(files, file => ({ path: file.webkitRelativePath.split('/').slice(1).join('/'), file }))
    .filter(entry => !entry.path.split('/').includes('.git'));
}

async function fromEntry(entry) {
  const file = one => new Promise((done, fail) => one.file(done, fail));
  if (entry.isFile) return [{ path: '', file: await file(entry) }];
  const found = [];
  const walk = async (folder, prefix) => {
    const reader = folder.createReader();
    for (;;) {
      const some = await new Promise((done, fail) => reader.readEntries(done, fail));
      if (some.length === 0) return;
      for (const child of some) {
        if (child.name === '.git') continue;
        if (child.isFile) found.push({ path: prefix + child.name, file: await file(child) });
        else await walk(child, `${prefix}${child.name}/`);
      }
    }
  };
  await walk(entry, '');
  return found;
}

function start(box) {
  const words = box.dataset;
  const known = new Map(words.fingerprints.split(' ').map(pair => [pair.split(':')[1], pair.split(':')[0]]));
  const answer = box.querySelector('.answer');
  const bar = box.querySelector('progress');
  const stop = box.querySelector('[data-stop]');
  let worker = null;

  const finish = () => { worker?.terminate(); worker = null; bar.hidden = stop.hidden = true; };
  const say = (text, kind) => { answer.textContent = text; answer.className = `answer ${kind}`; };
  const judge = fingerprint => {
    const version = known.get(fingerprint);
    if (version === undefined) say(`${words.nomatch} ${fingerprint}`, 'no');
    else say(known.size === 1 ? words.match : words.version.replace('{0}', version), 'yes');
  };

  const check = files => {
    finish();
    if (files.length === 0) return;
    say('', '');
    bar.hidden = stop.hidden = false;
    bar.value = 0;
    worker = new Worker('/verify/worker.js', { type: 'module' });
    worker.onerror = event => { finish(); say(`${words.failed} ${event.message}`, 'no'); };
    worker.onmessage = ({ data }) => {
      if (data.error) { finish(); say(`${words.failed} ${data.error}`, 'no'); }
      else if (data.fingerprint) { finish(); judge(data.fingerprint); }
      else {
        bar.value = data.total ? data.read / data.total : 1;
        bar.setAttribute('aria-valuetext', words.working.replace('{0}', size(data.read)).replace('{1}', size(data.total)));
      }
    };
    worker.postMessage(files);
  };

  for (const button of box.querySelectorAll('[data-pick]')) {
    const input = box.querySelector(`[data-input="${button.dataset.pick}"]`);
    button.addEventListener('click', () => input.click());
    input.addEventListener('change', () => { if (input.files.length > 0) check(fromInput(input.files, button.dataset.pick === 'folder')); });
  }
  stop.addEventListener('click', finish);
  box.addEventListener('dragover', event => { event.preventDefault(); box.classList.add('over'); });
  box.addEventListener('dragleave', () => box.classList.remove('over'));
  box.addEventListener('drop', async event => {
    event.preventDefault();
    box.classList.remove('over');
    const entry = event.dataTransfer.items[0]?.webkitGetAsEntry();
    if (!entry) return;
    try { check(await fromEntry(entry)); } catch (error) { say(`${words.failed} ${error.message}`, 'no'); }
  });
  box.hidden = false;
}

document.querySelectorAll('.verify').forEach(start);
