#!/usr/bin/env node
// Takes the README's pictures of a marketplace that has the catalogue (./run --once --catalogue, then `deed serve`): node docs/screenshots/take.mjs [URL]
// Chromium must be installed (CHROMIUM names another than /usr/bin/chromium). WebP keeps each under 250 kB.
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { browser } from '../../tests/web/browser.mjs';
import { pages } from '../../tests/web/places.mjs';

const MOST = 250_000;
const here = path.dirname(fileURLToPath(import.meta.url));
const url = process.argv[2] ?? 'http://127.0.0.1:5080';
const places = await pages(url);
// name: page, width, height, and what stands at the top; dark and phone show that both are meant
const shots = {
  discover: ['discover', 1280, 900], asset: ['asset', 1280, 1000], lineage: ['derived', 1280, 520, '#lineage'], checkout: ['checkout', 1280, 1000],
  receipt: ['receipt', 1280, 760], market: ['market', 1280, 860], mine: ['mine', 1280, 1000], phone: ['asset', 390, 844, null, true],
};
const chromium = await browser();
for (const [name, [place, width, height, from = null, dark = false]] of Object.entries(shots)) {
  const page = await chromium.open({ width, height, dark });
  await page.go(url + places[place]);
  const picture = await page.shoot({ from, format: 'webp', quality: 82 });
  if (picture.length > MOST) throw new Error(`${name}: ${picture.length} bytes, over ${MOST}.`);
  writeFileSync(path.join(here, `${name}.webp`), picture);
  process.stdout.write(`${name}.webp ${picture.length}\n`);
  await page.close();
}
await chromium.close();
