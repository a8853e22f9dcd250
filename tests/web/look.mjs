// Pictures of every page of a running marketplace, wide and narrow, by day in English and by night in German, to look at: look.mjs FOLDER [URL] [PART-OF-A-NAME]
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { browser } from './browser.mjs';
import { pages } from './places.mjs';

const [folder, url = 'http://127.0.0.1:5080', only = ''] = process.argv.slice(2);
if (!folder) throw new Error('Say into which folder: look.mjs FOLDER [URL] [PART-OF-A-NAME]');
mkdirSync(folder, { recursive: true });
const chromium = await browser();
const all = Object.entries(await pages(url)).filter(([name]) => name.includes(only));
for (const [width, dark, language] of [[1280, false, 'en'], [390, false, 'en'], [1280, true, 'de'], [390, true, 'de']]) {
  const page = await chromium.open({ width, dark, language });
  for (const [name, where] of all) {
    await page.go(url + where);
    writeFileSync(path.join(folder, `${name}-${width}${dark ? '-dark' : ''}.png`), await page.shoot({ full: true }));
  }
  await page.close();
}
await chromium.close();
