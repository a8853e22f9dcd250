// A page of the system's Chromium, driven by its own protocol over a pipe: no library, no port.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const FLAGS = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--hide-scrollbars', '--force-color-profile=srgb'];

/** Starts Chromium (CHROMIUM names another than /usr/bin/chromium). @returns {Promise<{send: Function, open: Function, close: Function}>} */
export async function browser() {
  const profile = mkdtempSync(path.join(tmpdir(), 'modeldeed-shots-'));
  const chromium = spawn(process.env.CHROMIUM ?? '/usr/bin/chromium', [...FLAGS, `--user-data-dir=${profile}`, '--remote-debugging-pipe', 'about:blank'], { stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'] });
  const waiting = new Map(), listening = new Set();
  let last = 0, rest = '';
  chromium.stdio[4].setEncoding('utf8').on('data', chunk => {
    const parts = (rest + chunk).split('\0');
    rest = parts.pop();
    for (const message of parts.map(part => JSON.parse(part))) {
      if (message.id === undefined) { listening.forEach(then => then(message)); continue; }
      const { done, fail } = waiting.get(message.id);
      waiting.delete(message.id);
      if (message.error) fail(new Error(message.error.message)); else done(message.result);
    }
  });
  const send = (method, params = {}, sessionId) => new Promise((done, fail) => {
    waiting.set(++last, { done, fail });
    chromium.stdio[3].write(`${JSON.stringify({ id: last, method, params, sessionId })}\0`);
  });
  const close = async () => {
    const gone = new Promise(done => chromium.once('exit', done));
    await send('Browser.close').catch(() => {});
    await gone;
    rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
  };
  return { send, close, open: options => open(send, listening, options) };
}

async function open(send, listening, { width, height = 900, dark = false, language = 'en', scale = 1 }) {
  const { browserContextId } = await send('Target.createBrowserContext');
  const { targetId } = await send('Target.createTarget', { url: 'about:blank', browserContextId });
  const { sessionId } = await send('Target.attachToTarget', { targetId, flatten: true });
  const ask = (method, params) => send(method, params, sessionId);
  await ask('Page.enable');
  await ask('Emulation.setDeviceMetricsOverride', { width, height, deviceScaleFactor: scale, mobile: width < 600 });
  await ask('Emulation.setEmulatedMedia', { features: [{ name: 'prefers-color-scheme', value: dark ? 'dark' : 'light' }, { name: 'prefers-reduced-motion', value: 'reduce' }] });
  await ask('Network.enable');
  await ask('Network.setExtraHTTPHeaders', { headers: { 'Accept-Language': language } });
  const run = async expression => {
    const { result, exceptionDetails } = await ask('Runtime.evaluate', { expression, awaitPromise: true, returnByValue: true });
    if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
    return result.value;
  };
  const go = async url => {
    const loaded = new Promise(done => {
      const hear = message => { if (message.sessionId === sessionId && message.method === 'Page.loadEventFired') { listening.delete(hear); done(); } };
      listening.add(hear);
    });
    const { errorText } = await ask('Page.navigate', { url });
    if (errorText) throw new Error(`${url}: ${errorText}`);
    await loaded;
    await new Promise(done => setTimeout(done, 400)); // modules and the wallet's box
  };
  const shoot = async ({ full = false, from = null, format = 'png', quality } = {}) => {
    const top = from ? await run(`Math.max(0, document.querySelector(${JSON.stringify(from)}).getBoundingClientRect().top + scrollY - 16)`) : 0;
    const tall = full ? await run('document.documentElement.scrollHeight') : height;
    const { data } = await ask('Page.captureScreenshot', { format, quality, captureBeyondViewport: true, clip: { x: 0, y: top, width, height: Math.min(tall, 12_000), scale: 1 } });
    return Buffer.from(data, 'base64');
  };
  return { go, run, shoot, close: () => send('Target.disposeBrowserContext', { browserContextId }) };
}
