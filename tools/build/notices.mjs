// Writes the notices of the packages whose code esbuild puts into the built program: their licences want to go with it.
// The arguments are esbuild's metafiles; the notices lie in `dist`.
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const NOTICES = 'dist/THIRD-PARTY-NOTICES.txt';
const metafiles = process.argv.slice(2);

const inputs = metafiles.flatMap((file) => Object.keys(JSON.parse(readFileSync(file, 'utf8')).inputs));
const folders = new Set(inputs.flatMap((input) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(input)?.[0] ?? []));
const notices = [...folders].toSorted().map(noticeOf);
writeFileSync(NOTICES, `The program in this folder holds code of these packages.\n\n${notices.join('\n')}`);
for (const file of metafiles) rmSync(file);

function noticeOf(folder) {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const own = readdirSync(folder).filter((file) => /^(licen[cs]e|notice|copying)/i.test(file));
  // What a package leaves out, as its repository has it.
  const kept = new URL(`notices/${name}.txt`, import.meta.url);
  const texts = own.length === 0 && existsSync(kept) ? [kept] : own.map((file) => join(folder, file));
  if (texts.length === 0) throw new Error(`${folder} has no licence file, and its code is in the built program`);
  const words = texts.map((file) => readFileSync(file, 'utf8').trim());
  return `${'='.repeat(78)}\n${name} ${version} (${license})\n\n${words.join('\n\n')}\n`;
}
