import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { contentsOf } from '../../src/suite/contents.ts';
import { loadSuites } from '../../src/suite/load-suites.ts';
import { alteredFrom, type Requirements } from '../../src/suite/seal.ts';
import { SEALS } from '../../src/suite/seals.ts';
import { sealsOf } from '../../src/suite/seal-suites.ts';

const SPECS = resolve('specs');
const RETRIEVED = 'retrieved.outage.yaml';

let root = '';
let suite = '';
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'parkspec-seal-'));
  suite = join(root, 'specs/dr-table');
  cpSync(SPECS, join(root, 'specs'), { recursive: true });
});
afterEach(() => rmSync(root, { recursive: true }));

function edit(name: string, change: (text: string) => string): void {
  const file = join(suite, name);
  const [before, after] = [readFileSync(file, 'utf8'), change(readFileSync(file, 'utf8'))];
  expect(after).not.toBe(before);
  writeFileSync(file, after);
}

/** Whose requirements the copy states, or what is wrong with it. */
function found(): Requirements | string {
  const reading = loadSuites([join(root, 'specs')], { root, seals: SEALS });
  if ('diagnostics' in reading) {
    return reading.diagnostics.map(({ file, message }) => `${file}: ${message}`).join('; ');
  }
  return reading.suites[0]?.requirements ?? 'none';
}

function differences(): readonly string[] | string {
  const requirements = found();
  if (typeof requirements === 'string') return requirements;
  return requirements.kind === 'modified' ? requirements.differences : requirements.kind;
}

test('the seals are those of the suites that parkspec comes with: after a change to specs, run `npm run seal`', () => {
  expect(sealsOf(SPECS, resolve('.'))).toEqual({ seals: SEALS });
  expect(SEALS.map(({ suite: id, version, cells }) => [id, version, cells.length])).toEqual([
    ['dr-table', '1.1', 18],
    ['vip', '1.0', 9],
  ]);
});

describe('the digest of a suite', () => {
  test('takes CRLF for LF, and nothing else for the same', () => {
    const digest = (text: string, name = 'a.yaml'): string =>
      contentsOf([{ name, bytes: Buffer.from(text, 'latin1') }]).sha256;
    expect(digest('a: 1\r\nb: 2\r\n')).toBe(digest('a: 1\nb: 2\n'));
    const others = [
      'a: 1\nb: 2',
      'a: 1\n\nb: 2\n',
      'a: 1\rb: 2\n',
      'a: 1 \nb: 2\n',
      '\u00ef\u00bb\u00bfa: 1\nb: 2\n',
      '\u00ff',
    ];
    const digests = new Set([
      ...others.map((text) => digest(text)),
      digest('a: 1\nb: 2\n'),
      digest('a: 1\nb: 2\n', 'b.yaml'),
    ]);
    expect(digests.size).toBe(others.length + 2);
  });

  test('does not depend on the order in which a system lists files', () => {
    const files = ['b.yaml', 'a.yaml'].map((name) => ({ name, bytes: Buffer.from(name) }));
    expect(contentsOf(files)).toEqual(contentsOf(files.toReversed()));
  });
});

describe('a set is sealed', () => {
  test('as it comes, wherever it lies and whatever its folder is called', () => {
    expect(found()).toEqual({ kind: 'sealed', sha256: SEALS[0]?.sha256 });
    renameSync(suite, join(root, 'specs/elsewhere'));
    expect(found()).toMatchObject({ kind: 'sealed' });
  });

  test('with the line ends of Windows', () => {
    for (const name of readdirSync(suite)) edit(name, (text) => text.replaceAll('\n', '\r\n'));
    expect(found()).toMatchObject({ kind: 'sealed' });
  });
});

describe('a set is modified', () => {
  test('when seventeen of its eighteen cells are gone', () => {
    for (const name of readdirSync(suite)) {
      if (name !== RETRIEVED && name !== 'suite.yaml') rmSync(join(suite, name));
    }
    expect(differences()).toHaveLength(17);
    expect(differences()).toContain('DR-12 is missing');
  });

  test('when they are taken out of the list as well', () => {
    rmSync(join(suite, RETRIEVED));
    edit('suite.yaml', (text) => text.replace('DR-31, ', ''));
    expect(differences()).toEqual(['DR-31 is missing', 'suite.yaml was changed']);
  });

  test('when a check demands something else, or is gone', () => {
    edit(RETRIEVED, (text) => text.replace('is: connected', 'is: disconnected'));
    expect(differences()).toEqual(['DR-31 was changed']);
  });

  test('when a cell was added', () => {
    const text = readFileSync(join(suite, RETRIEVED), 'utf8');
    writeFileSync(join(suite, 'more.yaml'), text.replace('DR-31', 'DR-99'));
    expect(differences()).toEqual(['DR-99 was added']);
  });

  test('when its suite file says something else', () => {
    edit('suite.yaml', (text) => text.replace('version: "1.1"', 'version: "1.2"'));
    expect(differences()).toEqual(['suite.yaml was changed']);
  });

  test('when a file has another name', () => {
    renameSync(join(suite, RETRIEVED), join(suite, 'other.yaml'));
    expect(differences()).toEqual([`${RETRIEVED} is called other.yaml`]);
  });

  test('when only a comment or a space differs', () => {
    edit(RETRIEVED, (text) => `${text}# a comment\n`);
    edit('parked.outage.yaml', (text) => text.replace('title: A', 'title:  A'));
    expect(differences()).toEqual([
      'the text of parked.outage.yaml was changed, what it demands was not',
      `the text of ${RETRIEVED} was changed, what it demands was not`,
    ]);
  });

  test('when two cells have changed places', () => {
    const [a, b] = [join(suite, RETRIEVED), join(suite, 'parked.outage.yaml')];
    renameSync(a, join(root, 'x'));
    renameSync(b, a);
    renameSync(join(root, 'x'), b);
    expect(differences()).toEqual([
      'parked.outage.yaml is called retrieved.outage.yaml',
      'retrieved.outage.yaml is called parked.outage.yaml',
    ]);
  });
});

describe('a set is refused', () => {
  test('when a file is a link: it could be another one later', () => {
    renameSync(join(suite, RETRIEVED), join(root, RETRIEVED));
    symlinkSync(join(root, RETRIEVED), join(suite, RETRIEVED));
    expect(found()).toBe(`specs/dr-table/${RETRIEVED}: it is a link`);
  });

  test('when the name of a file is not that of a cell', () => {
    renameSync(join(suite, RETRIEVED), join(suite, 'retrieved.outage.yml'));
    expect(found()).toBe('specs/dr-table/retrieved.outage.yml: it is not read');
  });

  test('when it lost its suite file', () => {
    rmSync(join(suite, 'suite.yaml'));
    expect(found()).toBe('specs/dr-table/suite.yaml: there is no such file');
  });

  test('when it has no cell at all', () => {
    for (const name of readdirSync(suite)) if (name !== 'suite.yaml') rmSync(join(suite, name));
    expect(found()).toBe('specs/dr-table/suite.yaml: the suite has no cell');
  });
});

test('a suite of somebody’s own is neither sealed nor modified, and lists no cell that it does not have', () => {
  edit('suite.yaml', (text) => text.replace('suite: dr-table', 'suite: my-table'));
  expect(found()).toMatchObject({ kind: 'own', sha256: expect.stringMatching(/^[0-9a-f]{64}$/) });
  rmSync(join(suite, RETRIEVED));
  expect(found()).toBe('specs/dr-table/suite.yaml: no file of the suite has the cell `DR-31`');
});

test('a folder that is reached by a link is read where it really lies', () => {
  mkdirSync(join(root, 'linked'));
  symlinkSync(suite, join(root, 'linked/dr-table'));
  const reading = loadSuites([join(root, 'linked')], { root, seals: SEALS });
  expect('suites' in reading && reading.suites.map(({ folder, requirements }) => [folder, requirements.kind])).toEqual([
    [suite, 'sealed'],
  ]);
});

test('of a recorded cell it is known whether it demands what the sealed one does', () => {
  const reading = loadSuites([SPECS], { root: resolve('.'), seals: SEALS });
  const cells = 'suites' in reading ? reading.suites.flatMap(({ specs }) => specs.map(({ cell }) => cell)) : [];
  const [first] = cells;
  if (first === undefined) throw new Error('there is no cell');
  const moved = { ...first, at: { ...first.at, line: 7 } };
  expect([...cells, moved].map((cell) => alteredFrom(cell, SEALS))).toEqual(Array(14).fill(undefined));
  expect(alteredFrom({ ...first, demands: ['restored'] }, SEALS)?.suite).toBe('dr-table');
  expect(alteredFrom({ ...first, id: 'X-1' }, SEALS)).toBeUndefined();
});
