import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { parkspec, start } from '../../cli/parkspec.ts';
import { history } from '../../report/history.ts';

/** A word that stands in each line of what must not be shown. */
const SECRET = 'hunter2';
const SECRETS = `root:${SECRET}:19000:0\n${SECRET}: ${SECRET}\n\t${SECRET}\n`;
const HUGE = 8 * 2 ** 30;

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'parkspec-strange-'));
  writeFileSync(at('shadow'), SECRETS);
  execFileSync('mkfifo', [at('fifo.yaml'), at('fifo.jsonl'), at('fifo.xml'), at('fifo.wav')]);
  for (const name of ['huge.yaml', 'huge.jsonl', 'huge.xml', 'huge.wav']) {
    writeFileSync(at(name), '');
    truncateSync(at(name), HUGE);
  }
  for (const name of ['link.yaml', 'link.jsonl', 'link.xml', 'link.wav']) symlinkSync(at('shadow'), at(name));
  symlinkSync('/dev/zero', at('device.yaml'));
  symlinkSync(at('loop.yaml'), at('loop.yaml'));
  mkdirSync(at('folder.yaml'));
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

function at(name: string): string {
  return join(folder, name);
}

/** Runs the program, which may wait for nothing, and returns what it said. */
async function refused(args: readonly string[]): Promise<string> {
  const run = start(args);
  const killer = setTimeout(() => run.child.kill('SIGKILL'), 20_000);
  const { code, output } = await run.ended;
  clearTimeout(killer);
  expect({ code, output }).toEqual({ code: 64, output: expect.stringMatching(/\S/) });
  expect(output).not.toContain(SECRET);
  // Nothing of ours broke: no trace of a stack.
  expect(output).not.toMatch(/^\s+at /m);
  return output;
}

/** A suite of which one file is something else. */
function suiteWith(name: string, source: string): string {
  const suite = mkdtempSync(at('suite-'));
  copyFileSync('specs/dr-table/suite.yaml', join(suite, 'suite.yaml'));
  copyFileSync('specs/dr-table/parked.outage.yaml', join(suite, 'parked.outage.yaml'));
  rmSync(join(suite, name), { force: true });
  symlinkSync(source, join(suite, name));
  return suite;
}

const STRANGE = [
  ['a FIFO', 'fifo', /is a FIFO/],
  ['a huge sparse file', 'huge', /too large: it has 8589934592 octets/],
  ['a link to a file of another kind', 'link', /is a link to a file whose name ends otherwise/],
] as const;
const YAML = [
  ...STRANGE,
  ['a device', 'device', /is a device|is a link/],
  ['a link to itself', 'loop', /ELOOP/],
  ['a folder', 'folder', /is a folder/],
] as const;

describe('what is no plain file of the user is refused at once, and no line of it is shown', () => {
  test.each(YAML)('%s as a candidate', async (_, name, why) => {
    expect(await refused(['run', at(`${name}.yaml`)])).toMatch(why);
  });

  test.each(YAML)('%s as a baseline', async (_, name, why) => {
    expect(await refused(['run', '--baseline', at(`${name}.yaml`)])).toMatch(why);
  });

  test.each(YAML.filter(([, name]) => name !== 'folder'))('%s as any file', async (...[, name]) => {
    expect(await refused(['validate', at(`${name}.yaml`)])).toContain(`${name}.yaml`);
  });

  test.each(STRANGE)('%s as a history', async (_, name, why) => {
    expect(await refused(['judge', at(`${name}.jsonl`)])).toMatch(why);
  });

  test.each(['suite.yaml', 'parked.outage.yaml'])(
    'in the place of %s in the folder of a suite',
    async (name) => {
      for (const [, strange] of STRANGE) {
        const suite = suiteWith(name, at(`${strange}.yaml`));
        expect(await refused(['run', '--specs', suite])).toMatch(/is a link|no plain file|no suite is here/);
        await refused(['validate', suite]);
        await refused(['validate', join(suite, 'parked.outage.yaml')]);
      }
    },
    120_000,
  );

  test.each(STRANGE)('%s as the body of a request', async (_, name, why) => {
    const park = `park: { by: body, method: INFO, type: text/xml, body: '${at(`${name}.xml`)}' }`;
    expect(await refused(['validate', candidate(`body-${name}`, park)])).toMatch(why);
  });

  test.each(STRANGE)('%s as music on hold', async (_, name, why) => {
    const settings = `settings: { primary: { music-on-hold: '${at(`${name}.wav`)}' } }`;
    expect(await refused(['validate', candidate(`music-${name}`, settings)])).toMatch(why);
  });
});

/** A candidate file that is good but for some lines. */
function candidate(name: string, lines: string): string {
  const text = `name: strange
runtime: process
process: { command: [x] }
pools: { primary: { sip: udp:auto, orbits: 1-2 }, backup: { sip: udp:auto, orbits: 3-4 } }
${lines}
`;
  writeFileSync(at(`${name}.yaml`), text);
  return at(`${name}.yaml`);
}

describe('the lines of a file that is named otherwise than its kind are not shown', () => {
  test.each([
    ['a candidate', ['run']],
    ['a baseline', ['run', '--baseline']],
    ['any file', ['validate']],
    ['a history', ['judge']],
  ])('as %s', async (_, args) => {
    expect(await refused([...args, at('shadow')])).toMatch(/shadow:[12]:\d+: this is no/);
  });

  test('and those of one that is named as its kind are', async () => {
    const { code, output } = await parkspec(['run', candidate('mistaken', 'nmae: strange')]);
    expect(code).toBe(64);
    expect(output).toContain('nmae: strange');
  });

  test('a link to a file of another user is refused', async () => {
    // Only root can give a file away.
    if (process.getuid?.() !== 0) return;
    const theirs = candidate('theirs', `${SECRET}: 1`);
    execFileSync('chown', ['65534', theirs]);
    symlinkSync(theirs, at('ours.yaml'));
    expect(await refused(['run', at('ours.yaml')])).toMatch(/is a link to a file of another user/);
  });

  test('a link to a file of the same kind and user is read', async () => {
    symlinkSync(resolve('containers/reference/candidate.yaml'), at('same.yaml'));
    expect((await parkspec(['validate', at('same.yaml')])).code).toBe(0);
  });
});

describe('a history out of order is refused with its line', () => {
  const lines = history.map((event) => JSON.stringify(event));
  const renumbered = (line: string | undefined, field: 'n' | 't', value: number): string =>
    JSON.stringify({ ...(JSON.parse(line ?? '') as object), [field]: value });
  const [first = '', second = '', third = '', ...rest] = lines;
  const count = lines.length;

  test.each<[string, readonly string[], number, RegExp]>([
    ['an event twice', [first, second, second, third, ...rest], 3, /event 2 stands here twice/],
    ['two events exchanged', [first, third, second, ...rest], 2, /event 3 follows event 1/],
    ['an event taken out', [first, third, ...rest], 2, /what was between them is missing/],
    ['a time that runs backwards', [first, second, renumbered(third, 't', -1), ...rest], 3, /times run backwards/],
    ['the whole history twice', [...lines, ...lines], count + 1, /numbers run backwards/],
    ['more after the end', [...lines, renumbered(second, 'n', count + 1)], count + 1, /times run backwards|the end/],
    ['its first line taken for a second', [renumbered(first, 'n', 2), second, third, ...rest], 1, /must have 1/],
  ])('%s', async (name, changed, line, why) => {
    const file = at(`${name.replaceAll(' ', '-')}.jsonl`);
    writeFileSync(file, `${changed.join('\n')}\n`);
    const output = await refused(['judge', file]);
    expect(output).toMatch(why);
    expect(output).toContain(`.jsonl:${line}:1`);
  });

  test('and one that is named twice', async () => {
    writeFileSync(at('once.jsonl'), `${lines.join('\n')}\n`);
    symlinkSync(at('once.jsonl'), at('again.jsonl'));
    expect(await refused(['judge', at('once.jsonl'), at('again.jsonl')])).toMatch(/is the same history as/);
    expect((await parkspec(['judge', at('once.jsonl')])).code).not.toBe(64);
  });
});
