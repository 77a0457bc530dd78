import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';

const SRC = fileURLToPath(new URL('../../src/', import.meta.url));

/**
 * The rooms of src and what each may import from: design section 10. A room may always import from itself, and from the
 * single files that lie in src itself.
 */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  sockets: [],
  sip: ['sockets'],
  media: ['sockets'],
  network: [],
  dns: ['network', 'history', 'candidate'],
  suite: [],
  candidate: ['suite', 'media'],
  history: ['suite', 'candidate', 'sip'],
  judge: ['dialect', 'history', 'suite', 'candidate', 'sip'],
  run: ['judge', 'history', 'suite', 'candidate'],
  report: ['judge', 'history', 'suite', 'candidate', 'sip', 'capture', 'run'],
  phone: ['sip', 'media', 'network', 'history', 'suite', 'candidate'],
  dialect: ['judge', 'phone', 'sip', 'history', 'suite', 'candidate'],
  capture: ['sip', 'history'],
  runtime: ['dns', 'capture', 'sockets', 'sip', 'history', 'suite', 'candidate'],
  fault: ['runtime', 'sockets', 'history', 'suite', 'candidate'],
  drive: [
    'fault',
    'dialect',
    'runtime',
    'dns',
    'capture',
    'phone',
    'media',
    'network',
    'sip',
    'history',
    'suite',
    'candidate',
  ],
  reference: ['sip', 'media'],
  doctor: ['runtime', 'judge', 'report', 'history', 'suite', 'candidate'],
  init: ['candidate', 'suite', 'sip', 'runtime'],
  engine: ['drive', 'runtime', 'report', 'run', 'judge', 'history', 'suite', 'candidate'],
  jest: ['engine', 'drive', 'runtime', 'judge', 'report', 'run', 'history', 'suite', 'candidate'],
  bench: ['engine', 'drive', 'runtime', 'judge', 'run', 'history', 'suite', 'candidate'],
  cli: [
    'jest',
    'engine',
    'judge',
    'report',
    'run',
    'history',
    'suite',
    'candidate',
    'drive',
    'runtime',
    'reference',
    'network',
    'doctor',
    'init',
  ],
};

/** Of the SIP kernel a judge may use what is pure: reading messages. */
const PURE_SIP =
  /^sip\/(message|fields)\/|^sip\/(uri|sdp|sdp-direction|sipfrag|dialog-info|digest|body|described|refer-notify|oddities)\.ts$/;

interface Import {
  readonly from: string;
  readonly to: string;
  readonly typeOnly: boolean;
}

function imports(): readonly Import[] {
  const files = readdirSync(SRC, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
  return files.flatMap((file) => {
    const text = readFileSync(join(SRC, file), 'utf8');
    const found = text.matchAll(/^(?:import|export)\s+(type\s)?[^;]*?from '(\.[^']+)';|import\('(\.[^']+)'\)/gm);
    return [...found].map((match) => {
      const target = match[2] ?? match[3] ?? '';
      return {
        from: file,
        to: relative(SRC, resolve(SRC, dirname(file), target)),
        typeOnly: match[1] !== undefined,
      };
    });
  });
}

function room(path: string): string {
  return path.includes('/') ? (path.split('/')[0] ?? '') : '';
}

test('every room of src is one that the design knows', () => {
  const rooms = new Set(imports().map(({ from }) => room(from)));
  rooms.delete('');
  expect([...rooms].filter((name) => !(name in MAY_IMPORT))).toEqual([]);
});

test('imports point in the directions of the design only', () => {
  const wrong = imports().filter(({ from, to }) => {
    const [here, there] = [room(from), room(to)];
    return here !== '' && there !== '' && here !== there && !MAY_IMPORT[here]?.includes(there);
  });
  expect(wrong).toEqual([]);
});

test('the judge, the dialects and the reports use nothing of the SIP kernel but its pure parts', () => {
  const isPure = (from: string): boolean => ['judge', 'report'].includes(room(from)) || partOf(from) === 'read';
  const wrong = imports().filter(
    ({ from, to, typeOnly }) => isPure(from) && room(to) === 'sip' && !typeOnly && !PURE_SIP.test(to),
  );
  expect(wrong).toEqual([]);
});

/**
 * The parts of `judge` and `dialect`, which read for one another, and the parts of both that each may import. Sentences need
 * nothing. What was seen comes first, then what a dialect makes of it, then the judgement; the order allows no cycle.
 */
const PARTS: ReadonlyArray<readonly [name: string, files: RegExp, mayImport: readonly string[]]> = [
  ['sentences', /^judge\/sentences\//, []],
  ['evidence', /^judge\/evidence\//, ['sentences']],
  ['shared', /^dialect\/(uri-template|shown-state)\.ts$/, []],
  ['reading', /^dialect\/reading\.ts$/, ['sentences', 'evidence']],
  ['read', /^dialect\/read\//, ['sentences', 'evidence', 'reading', 'shared']],
  ['asking', /^dialect\/dialect\.ts$/, []],
  ['ask', /^dialect\/ask\//, ['asking', 'shared']],
  ['list', /^dialect\/dialects\.ts$/, ['reading', 'read', 'asking', 'ask']],
  ['judgement', /^judge\//, ['sentences', 'evidence', 'reading', 'list']],
];

function partOf(path: string): string | undefined {
  return PARTS.find(([, files]) => files.test(path))?.[0];
}

test('evidence knows no dialect, a dialect reads evidence, and the judge reads what the dialect makes of it', () => {
  const wrong = imports().filter(({ from, to }) => {
    const [here, there] = [partOf(from), partOf(to)];
    if (here === undefined || there === undefined) return false;
    if (here === there) return false;
    return !PARTS.some(([name, , mayImport]) => name === here && mayImport.includes(there));
  });
  expect(wrong).toEqual([]);
});

test('a dialect asks phones without a judge, and reads histories without phones', () => {
  const wrong = imports().filter(
    ({ from, to }) =>
      (['ask', 'asking'].includes(partOf(from) ?? '') && room(to) === 'judge') ||
      (['read', 'reading'].includes(partOf(from) ?? '') && room(to) === 'phone'),
  );
  expect(wrong).toEqual([]);
});

test('every file of a dialect either asks or reads, and only the list knows it', () => {
  const files = readdirSync(SRC, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
  expect(files.filter((file) => room(file) === 'dialect' && partOf(file) === undefined)).toEqual([]);
  const intruders = imports().filter(
    ({ from, to }) => ['ask', 'read'].includes(partOf(to) ?? '') && room(from) !== 'dialect',
  );
  expect(intruders).toEqual([]);
});

test('no file is imported that is not there', () => {
  const files = new Set(readdirSync(SRC, { recursive: true, encoding: 'utf8' }));
  expect(imports().filter(({ to }) => !files.has(to))).toEqual([]);
});
