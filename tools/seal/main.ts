/** Seals the suites that parkspec comes with: `npm run seal`, after a change to anything below `specs`. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PACKAGE_ROOT } from '../../src/package-root.ts';
import { InputError } from '../../src/suite/diagnostic.ts';
import { sealsOf } from '../../src/suite/seal-suites.ts';

const FILE = join(PACKAGE_ROOT, 'src/suite/seals.ts');
const MARK = 'export const SEALS: readonly Seal[] = ';

const reading = sealsOf(join(PACKAGE_ROOT, 'specs'), PACKAGE_ROOT);
if ('diagnostics' in reading) throw new InputError(reading.diagnostics);
const [head = ''] = readFileSync(FILE, 'utf8').split(MARK, 1);
writeFileSync(FILE, `${head}${MARK}${JSON.stringify(reading.seals, undefined, 2)};\n`);
