// Gathers the declarations of what the package exports, and of what these name, in `dist/types`: the others are nobody's
// business. Each is there twice, since a CommonJS module takes no declaration of an ES module.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const EXPORTED = ['index.d.ts', 'jest/config.d.ts'];
const IMPORT = /(from |import\()(['"])(\.[^'"]+)\.[jt]s\2/g;

rmSync('dist/types', { recursive: true, force: true });
const waiting = [...EXPORTED];
const gathered = new Set();
for (let file = waiting.shift(); file !== undefined; file = waiting.shift()) {
  if (gathered.has(file)) continue;
  gathered.add(file);
  const text = readFileSync(join('dist', file), 'utf8').replace(/\n\/\/# sourceMappingURL=.*/, '');
  for (const [, , , name] of text.matchAll(IMPORT)) waiting.push(`${join(dirname(file), name)}.d.ts`);
  const place = join('dist/types', file);
  mkdirSync(dirname(place), { recursive: true });
  writeFileSync(place, text.replaceAll(IMPORT, '$1$2$3.js$2'));
  writeFileSync(place.replace(/\.d\.ts$/, '.d.cts'), text.replaceAll(IMPORT, '$1$2$3.cjs$2'));
}
