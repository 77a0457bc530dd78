import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { chosenRun } from '../../src/jest/run-options.ts';
import type { SpecsOptions } from '../../src/jest/config.ts';
import { PACKAGE_ROOT } from '../../src/package-root.ts';

const TCP = join(PACKAGE_ROOT, 'fixtures/candidates/reference-over-tcp.yaml');
const IPV6 = join(PACKAGE_ROOT, 'fixtures/candidates/reference-over-ipv6.yaml');

function chosen(options: SpecsOptions, env: Readonly<Record<string, string>> = {}) {
  return chosenRun(options, { root: '/own', cells: [], env });
}

describe('a run that jest was given directly', () => {
  test('tests the reference server with native phones where nothing is said', () => {
    expect(chosen({})).toMatchObject({
      candidate: { name: 'Reference park server' },
      phones: 'native',
      strict: false,
      reports: '/own/reports',
    });
    expect(chosen({})).not.toHaveProperty('outage');
  });

  test('is as its project says', () => {
    const run = chosen({ candidate: TCP, outage: 'pause', strict: true, reports: '/there' });
    expect(run).toMatchObject({ candidate: { file: TCP }, outage: 'pause', strict: true, reports: '/there' });
  });

  test('is as the environment says, whatever the project says', () => {
    const env = { PARKSPEC_CANDIDATE: TCP, PARKSPEC_OUTAGE: 'stop', PARKSPEC_STRICT: '0', PARKSPEC_REPORTS: '/env' };
    const run = chosen({ candidate: 'none.yaml', outage: 'pause', strict: true, reports: '/there' }, env);
    expect(run).toMatchObject({ candidate: { file: TCP }, outage: 'stop', strict: false, reports: '/env' });
  });

  test('is refused with all its mistakes', () => {
    const env = { PARKSPEC_PHONES: 'mine', PARKSPEC_OUTAGE: 'fire', PARKSPEC_STRICT: 'very' };
    expect(() => chosen({}, env)).toThrow(/PARKSPEC_PHONES, is `mine`[\s\S]*PARKSPEC_OUTAGE, is `fire`[\s\S]*`very`/);
    expect(() => chosen({ candidate: TCP, phones: 'sipp' })).toThrow(/SIPp phones speak UDP/);
    expect(() => chosen({ candidate: IPV6, phones: 'sipp' })).toThrow(/SIPp phones speak IPv4, .* is at \[::1\]/);
    expect(() => chosen({ outage: 'disconnect' })).toThrow(/it is for pools in containers/);
  });

  test('takes no pool of a running system away that nobody has agreed to', () => {
    const candidate = join(PACKAGE_ROOT, 'fixtures/candidates/remote-pair.yaml');
    expect(() => chosen({ candidate })).toThrow(/running already runs already, .* or PARKSPEC_YES=1$/);
    expect(() => chosen({ candidate, yes: true }, { PARKSPEC_YES: '0' })).toThrow(/PARKSPEC_YES=1/);
    expect(chosen({ candidate, yes: true })).toMatchObject({ candidate: { runtime: 'remote' } });
    expect(chosen({ candidate }, { PARKSPEC_YES: '1' })).toMatchObject({ candidate: { runtime: 'remote' } });
    expect(() => chosen({ candidate, yes: true, outage: 'kill' })).toThrow(/these pools run already, and a hook/);
  });

  test('is refused where a baseline knows no such check', () => {
    const baseline = join(PACKAGE_ROOT, 'package.json');
    expect(() => chosen({ baseline })).toThrow(/package\.json/);
  });
});
