/** A candidate that cannot be tested is told once, with its command and what to try, and not once for each cell. */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, jest, test } from '@jest/globals';
import { candidateFile, type Exchanged } from './candidate-file.ts';
import { compliance, nothingLeft, startIn, temporaryFolder } from './parkspec.ts';

jest.setTimeout(180_000);

const ENDS_AT_ONCE = { '- --orbits': '- --orbitz' };
const START = 'bounds: { start: 3s, park: 1s, disconnect: 1500ms, gap: 300ms, setup: 2s, probe: 500ms, cell: 30s }';

describe('a run of a candidate that cannot be tested', () => {
  test.each<[string, Exchanged['lines'], number, readonly RegExp[]]>([
    [
      'since its program is not there',
      { '- ${node}': '- /nowhere/park-server' },
      64,
      [/\/nowhere\/park-server \S+ --pool (primary|backup) --sip udp:/, /exec: \/nowhere\/park-server: not found/],
    ],
    [
      'since its program ends at once',
      ENDS_AT_ONCE,
      64,
      [/ended by itself \(exit code 64\)/, /last output: Unknown option '--orbitz'/, /start this command by hand/],
    ],
    [
      'since it listens elsewhere',
      { '- ${sip}': '- udp:127.0.0.1:0', 'bounds:': START },
      2,
      [
        /the (primary|backup) pool did not answer OPTIONS at udp:127\.0\.0\.1:\d+ within 3 s/,
        /does the server listen at/,
      ],
    ],
    [
      'since it is no registrar of the domain',
      { '- ${domain}': '- other.example', 'bounds:': START },
      2,
      [/REGISTER was answered 403 Not Our Domain; the same of/, /REGISTER sip:park\.example SIP\/2\.0/],
    ],
    [
      'since it has another password',
      { 'env: {': 'env: { PARK_PASSWORD: another }', 'bounds:': START },
      2,
      [/REGISTER with credentials was answered 401/, /try: +the password is refused/],
    ],
  ])('%s', async (_, lines, exit, said) => {
    const run = startIn(temporaryFolder(), [candidateFile({ lines: lines ?? {} })]);
    const { code, output } = await run.ended;
    expect(output).toContain('the candidate cannot be tested');
    for (const words of said) expect(output).toMatch(words);
    expect(code).toBe(exit);
    expect(output).not.toContain('inconclusive');
    expect(output).not.toMatch(/^\? /m);
    expect(compliance(run)).toMatchObject({ verdict: 'incomplete' });
    await nothingLeft(run);
  });

  test('does not wait for calmer attempts at programs that have ended', async () => {
    const run = startIn(temporaryFolder(), [candidateFile({ lines: ENDS_AT_ONCE })]);
    expect((await run.ended).output).not.toContain('attempt 2');
    const [folder = 'none'] = readdirSync(join(run.reports, 'runs'));
    const cells = readdirSync(join(run.reports, 'runs', folder), { withFileTypes: true }).filter((one) =>
      one.isDirectory(),
    );
    expect(cells.some(({ name }) => existsSync(join(run.reports, 'runs', folder, name, 'attempt-2')))).toBe(false);
  });
});

test('a server that refuses one user is tested without that user', async () => {
  const file = candidateFile({
    lines: {
      'accounts:': 'accounts: { password: park-and-ride, users: { carol: { password: wrong } } }',
      'bounds:': START,
    },
  });
  const run = startIn(temporaryFolder(), ['--cells', 'DR-11', '--cells', 'DR-S7', file]);
  const { output } = await run.ended;
  expect(output).not.toContain('cannot be tested');
  expect(
    compliance(run)
      .cells.flatMap(({ checks }) => checks)
      .filter(({ verdict }) => verdict === 'pass'),
  ).not.toEqual([]);
});
