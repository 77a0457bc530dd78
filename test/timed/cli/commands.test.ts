import { mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { CellVerdict } from '../../../src/judge/verdict.ts';
import { history } from '../../report/history.ts';
import { parkspec } from '../../cli/parkspec.ts';

// Each test starts the program, some of them several times.
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'parkspec-cli-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

const REFERENCE = 'containers/reference/candidate.yaml';
const SPEC = 'specs/dr-table/parked.outage.yaml';

describe('help', () => {
  test('names every command and every exit code', async () => {
    const { code, stdout } = await parkspec(['--help']);
    expect(code).toBe(0);
    for (const word of ['run', 'list', 'validate', 'judge', ' 0 ', ' 1 ', ' 2 ', ' 64 '])
      expect(stdout).toContain(word);
  });

  test('of run shows how to test a server of one’s own', async () => {
    const { code, stdout } = await parkspec(['run', '--help']);
    expect(code).toBe(0);
    expect(stdout).toContain('parkspec run my/candidate.yaml');
  });

  test('the version is that of the package', async () => {
    expect((await parkspec(['--version'])).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  });
});

describe('a command line that cannot be meant ends with 64 and says what was', () => {
  test.each<[string, readonly string[], RegExp]>([
    ['no command', [], /Usage: parkspec/],
    ['an unknown command', ['rnu'], /unknown command 'rnu'[\s\S]*Did you mean run\?/],
    ['an unknown option', ['run', '--cell', 'DR-21'], /unknown option '--cell'[\s\S]*Did you mean --cells\?/],
    ['a capture without containers', ['run', '--capture'], /--capture` is for pools in containers/],
    ['an unknown outage', ['run', '--outage', 'explode'], /Allowed choices are kill, stop, pause/],
    [
      'a bad network that means nothing',
      ['run', '--network', 'los=5%'],
      /`los=5%` is no impairment: there are loss, delay/,
    ],
    ['a loss without its sign', ['run', '--network', 'jitter=30ms,loss=5'], /`loss=5` has no usable value/],
    ['a seed that is none', ['run', '--network', 'loss=5%', '--seed', '-1'], /from 0 to 4294967295/],
    ['a seed for nothing', ['run', '--seed', '7'], /say `--network` too/],
    [
      'a bad network for TCP',
      ['run', 'fixtures/candidates/reference-over-tcp.yaml', '--network', 'loss=5%'],
      /`--network` is for UDP, and the primary pool/,
    ],
    [
      'an outbound proxy for SIPp phones',
      ['run', 'fixtures/candidates/reference-as-proxy.yaml', '--phones', 'sipp'],
      /SIPp phones go through no outbound proxy, and the primary pool/,
    ],
    ['no worker', ['run', '--workers', '0'], /from 1 to 32/],
    ['too many retries', ['run', '--retries', '10'], /from 0 to 9/],
    ['no number of retries', ['run', '--retries', ''], /from 0 to 9/],
    ['a baseline that is not there', ['run', '--baseline', 'nowhere.yaml'], /nowhere\.yaml cannot be read/],
    ['a filter that means nothing', ['run', '--cells', 'DR-2X'], /no cell is called `DR-2X`: did you mean DR-2\d\?/],
    [
      'one such filter among others',
      ['run', '--cells', 'DR-21', '--cells', 'nothing*'],
      /no cell is called `nothing\*`/,
    ],
    ['a candidate that is not there', ['run', 'nowhere.yaml'], /nowhere\.yaml cannot be read: there is no such file/],
    ['a candidate that is a folder', ['run', 'specs'], /it is a folder/],
    [
      'a suite that there is not',
      ['run', '--suite', 'dr-tabel'],
      /no suite is called `dr-tabel`: did you mean dr-table\?/,
    ],
    ['a folder of suites that is not there', ['run', '--specs', 'nowhere'], /`--specs nowhere` names no folder/],
    ['a folder without a suite', ['list', '--specs', 'docs'], /docs:1:1: no suite is here/],
    ['no file to validate', ['validate'], /say which files/],
    ['nothing to validate', ['validate', 'specs/*.toml'], /`specs\/\*\.toml` means no file/],
    ['nothing to judge', ['judge', 'nowhere.jsonl'], /there is no such file/],
  ])('%s', async (_, args, message) => {
    const { code, stdout, stderr } = await parkspec(args);
    expect(code).toBe(64);
    expect(stderr).toMatch(message);
    expect(stdout).toBe('');
  });
});

interface Listed {
  readonly id: string;
  readonly suite: string;
  readonly file: string;
}

/** A suite of one cell, whose id may be that of another. */
function suiteWith(cell: string): string {
  const path = realpathSync(mkdtempSync(join(folder, 'suite-')));
  const suite =
    'suite: shop\ntitle: Our shop\nversion: "3"\nsource: { title: ours }\nbelow: { state: open, title: b }\n';
  writeFileSync(join(path, 'suite.yaml'), suite);
  writeFileSync(
    join(path, 'registers.yaml'),
    `cell: ${cell}\ntitle: t\nstate: open\nphase: normal\nrequirement: r\nsource: s\nscenario:\n  - normal:\n      - { check: registers, can: register, by: alice }\n`,
  );
  return path;
}

let own: string;
beforeAll(() => {
  own = suiteWith('SHOP-1');
});

test('two suites of a run with a cell of one id are refused, with both places', async () => {
  const { code, stderr } = await parkspec(['list', '--specs', suiteWith('dr-31')]);
  expect(code).toBe(64);
  expect(stderr).toMatch(
    /registers\.yaml:1:1: the cell id `dr-31` is used twice[\s\S]*specs\/dr-table\/retrieved\.outage\.yaml:2 has DR-31/,
  );
});

describe('list', () => {
  test('shows every cell with its requirement and its checks', async () => {
    const { code, stdout } = await parkspec(['list']);
    expect(code).toBe(0);
    for (const id of [
      'DR-11',
      'DR-12',
      'DR-13',
      'DR-21',
      'DR-22',
      'DR-23',
      'DR-31',
      'DR-32',
      'DR-33',
      'DR-S1',
      'DR-S2',
      'DR-S3',
      'DR-S4',
      'DR-S5',
      'DR-S6',
      'DR-S7',
      'DR-S8',
      'DR-S9',
    ]) {
      expect(stdout).toContain(`${id}  `);
    }
    expect(stdout).toContain('DR-21/aftermath');
    expect(stdout).toMatch(/27 cells, \d+ checks\n$/);
    expect(stdout).toMatch(
      /^Call Park under disaster recovery\n {2}dr-table 1\.1, sealed: 18 cells, 103 checks, sha256 /,
    );
    expect(stdout).toContain('lync-server-2013-call-park-experience-during-pool-failure');
  });

  test('shows suites of one’s own after it, and only those that are asked for', async () => {
    const both = JSON.parse((await parkspec(['list', '--json', '--specs', own])).stdout) as readonly Listed[];
    expect(both.map(({ suite }) => suite)).toEqual([...Array(18).fill('dr-table'), ...Array(9).fill('vip'), 'shop']);
    const last = both.at(-1);
    expect([last?.id, resolve(last?.file ?? '')]).toEqual(['SHOP-1', join(own, 'registers.yaml')]);
    const { stdout } = await parkspec(['list', '--specs', own, '--suite', 'shop']);
    expect(stdout).toMatch(/^Our shop\n {2}shop 3, own: 1 cell, 2 checks, sha256 [0-9a-f]{12}\n {2}source: ours\n/);
    expect(stdout).not.toContain('DR-11');
  });

  test('has the same as JSON', async () => {
    const cells = JSON.parse((await parkspec(['list', '--json'])).stdout) as ReadonlyArray<{
      id: string;
      file: string;
    }>;
    expect(cells.map(({ id }) => id)).toEqual([
      'DR-11',
      'DR-12',
      'DR-13',
      'DR-21',
      'DR-22',
      'DR-23',
      'DR-31',
      'DR-32',
      'DR-33',
      'DR-S1',
      'DR-S2',
      'DR-S3',
      'DR-S4',
      'DR-S5',
      'DR-S6',
      'DR-S7',
      'DR-S8',
      'DR-S9',
      'VIP-12',
      'VIP-13',
      'VIP-21',
      'VIP-22',
      'VIP-23',
      'VIP-32',
      'VIP-33',
      'VIP-S1',
      'VIP-S2',
    ]);
    expect(cells[3]?.file).toBe(SPEC);
  });
});

describe('validate', () => {
  test('knows whole suites, and the checks of those that a baseline may name', async () => {
    const baseline = file('own-known.yaml', 'known-failures:\n  - { check: SHOP-1/registers, reason: It cannot }\n');
    const { code, stdout } = await parkspec(['validate', baseline, '--specs', own]);
    expect(code).toBe(0);
    expect(stdout).toContain(`${join(own, 'registers.yaml')}: spec of SHOP-1, 2 checks\n`);
    expect(stdout).toMatch(/suite\.yaml: suite shop 3, own: 1 cell, 2 checks, sha256 [0-9a-f]{12}\n/);
    expect(stdout).toContain('baseline of 1 known failure');
  });

  test('asks for the suite of a cell', async () => {
    const { stderr } = await parkspec(['validate', file('alone.yaml', 'cell: X-1\nscenario: []\n')]);
    expect(stderr).toMatch(/suite\.yaml:1:1: there is no such file\n {2}hint: a cell belongs to a suite/);
  });

  test('tells specs, candidates and baselines apart', async () => {
    const baseline = file('known.yaml', 'known-failures:\n  - { check: DR-21/aftermath, reason: A late BYE }\n');
    const { code, stdout } = await parkspec(['validate', SPEC, REFERENCE, baseline]);
    expect(code).toBe(0);
    expect(stdout).toBe(
      `${SPEC}: spec of DR-21, 6 checks\n${REFERENCE}: candidate Reference park server 1.0, for the requirements dr-table\n${baseline}: baseline of 1 known failure\n`,
    );
  });

  test('shows the mistakes of all files at once, and what is valid beside them', async () => {
    const spec = file('broken.yaml', 'cell: DR-99\nscenario:\n  - outage:\n');
    const candidate = file('candidate.yaml', 'name: x\nruntime: proces\npools: {}\n');
    const strange = file('strange.yaml', 'a: 1\n');
    const { code, stdout, stderr } = await parkspec(['validate', spec, candidate, strange, SPEC]);
    expect(code).toBe(64);
    for (const path of [spec, candidate, strange]) expect(stderr).toContain(`${path}:`);
    expect(stderr).toContain('this is no spec, no candidate and no baseline');
    expect(stdout).toBe('');
  });
});

describe('a file that is not valid', () => {
  test('keeps a run from starting anything', async () => {
    const candidate = file('broken-candidate.yaml', 'name: x\nruntime: proces\n');
    const reports = join(folder, 'never');
    const { code, stderr } = await parkspec(['run', candidate, '--reports', reports]);
    expect(code).toBe(64);
    expect(stderr).toMatch(/broken-candidate\.yaml:2:10: .*\n[\s\S]*did you mean `?process/);
    expect(() => rmSync(reports, { recursive: true })).toThrow(/ENOENT/);
  });
});

describe('reports that cannot be written', () => {
  test.each([
    ['where a file is in the way', 'in-the-way/reports', /ENOTDIR[\s\S]*hint: choose a folder/],
    ['where the lock cannot be made', 'locked', /ENOTDIR[\s\S]*hint: a file is in the way/],
    ['where no file system makes a folder', '/proc/parkspec', /ENOENT[\s\S]*hint: choose a folder/],
  ])('%s keep a run from starting anything, with exit code 74', async (_, path, message) => {
    file('in-the-way', '');
    mkdirSync(join(folder, 'locked/runs'), { recursive: true });
    file('locked/.publishing.lock', '');
    const { code, stdout, stderr } = await parkspec(['run', '--cells', 'DR-S1', '--reports', resolve(folder, path)]);
    expect([code, stdout]).toEqual([74, '']);
    expect(stderr).toMatch(message);
    expect(stderr.trim().split('\n')).toHaveLength(2);
    const left = readdirSync(join(folder, 'locked'), { recursive: true, encoding: 'utf8' });
    expect(new Set(left)).toEqual(new Set(['.publishing.lock', 'runs']));
  });
});

describe('a baseline that names a check that there is not', () => {
  test('keeps a run from starting anything, and is told what was meant', async () => {
    const baseline = file('misspelt.yaml', 'known-failures:\n  - { check: DR-12/park-refsued, reason: It parks }\n');
    const reports = join(folder, 'never');
    const { code, stdout, stderr } = await parkspec(['run', '--baseline', baseline, '--reports', reports]);
    expect(code).toBe(64);
    expect(stderr).toMatch(
      /misspelt\.yaml:2:14: there is no check `DR-12\/park-refsued`\n[\s\S]*`DR-12\/park-refused`\?/,
    );
    expect(stdout).toBe('');
    expect(() => rmSync(reports, { recursive: true })).toThrow(/ENOENT/);
  });
});

describe('judge', () => {
  const text = history.map((event) => `${JSON.stringify(event)}\n`).join('');

  test('judges a history from its file alone', async () => {
    const { code, stdout } = await parkspec(['judge', file('good.jsonl', text), '--json']);
    const [verdict] = JSON.parse(stdout) as readonly CellVerdict[];
    expect(verdict?.checks.map(({ id }) => id)).toEqual([
      'DR-11/stays-connected',
      'DR-11/park-refused',
      'DR-11/aftermath',
    ]);
    expect(verdict?.verdict).toBe('error');
    expect(code).toBe(2);
  });

  test('says so when a cell has the id of a sealed one and other demands', async () => {
    const { stdout } = await parkspec(['judge', file('altered.jsonl', text)]);
    expect(stdout).toContain('modified requirements: DR-11 was recorded with other demands than dr-table 1.1 has');
    const unknown = text.replaceAll('DR-11', 'X-11');
    expect((await parkspec(['judge', file('unknown.jsonl', unknown)])).stdout).not.toContain('modified requirements');
  });

  test('says so when the history breaks off', async () => {
    const { stdout } = await parkspec(['judge', file('cut.jsonl', text.slice(0, -40))]);
    expect(stdout).toContain('the history breaks off');
  });

  test('refuses what is no history', async () => {
    const { code, stderr } = await parkspec(['judge', file('no.jsonl', '{"kind":"sip"}\n')]);
    expect(code).toBe(64);
    expect(stderr).toContain('this is no history');
  });
});
