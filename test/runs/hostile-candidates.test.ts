import { describe, expect, jest, test } from '@jest/globals';
import { compliance, fixture, start } from './parkspec.ts';

jest.setTimeout(120_000);

describe('a candidate that answers every request with 200 and does nothing else', () => {
  const run = start(fixture('candidates/yes-to-all.yaml'));

  test('is non-conformant, since nobody is heard', async () => {
    const { code, output } = await run.ended;
    expect(code).toBe(1);
    expect(output).toContain('NON-CONFORMANT');
    const { verdict, cells } = compliance(run);
    expect(verdict).toBe('non-conformant');
    const checks = cells.flatMap((cell) => cell.checks);
    expect(checks.find(({ id }) => id === 'DR-S3/callable-before')).toMatchObject({ verdict: 'fail' });
    const green = cells.filter((cell) => cell.verdict === 'pass');
    expect(green).toEqual([]);
  });
});

describe.each([
  ['mute', 'never answers', 'the primary pool did not answer OPTIONS at'],
  ['garbage', 'sends garbage', 'REGISTER was answered, but unreadable: '],
])('a candidate that is %s', (name, what, said) => {
  const run = start(fixture(`candidates/${name}.yaml`), '--cells', 'DR-2*', '--cells', 'DR-S3');

  test(`and ${what} is told once, and has no green check and no crash`, async () => {
    const { code, output } = await run.ended;
    expect(code).toBe(2);
    expect(output).toContain('the candidate cannot be tested');
    const checks = compliance(run).cells.flatMap((cell) => cell.checks);
    expect(checks.length).toBeGreaterThan(20);
    expect(checks.filter(({ verdict }) => verdict === 'pass' || verdict === 'fail')).toEqual([]);
    for (const { reason } of checks) expect(reason).not.toBe('');
    expect(output).toContain(said);
    expect(output).not.toContain('inconclusive');
  });
});
