import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import type { Candidate } from '../../src/candidate/candidate.ts';
import { expandCommand } from '../../src/candidate/expand.ts';
import { loadCandidate } from '../../src/candidate/load-candidate.ts';
import { PLACEHOLDERS } from '../../src/candidate/placeholders.ts';
import { renderDiagnostics } from '../../src/suite/diagnostic.ts';

function candidate(command: readonly string[], env: Readonly<Record<string, string>> = {}): Candidate {
  const source = {
    name: 'Some server',
    runtime: 'process',
    accounts: { password: 'secret' },
    process: { command, env },
    edge: { sip: 'udp:auto', process: { command: ['proxy'] } },
    pools: {
      primary: { sip: 'udp:auto', http: 'auto', orbits: '100-199' },
      backup: { sip: 'udp:auto', http: 'auto', orbits: '200-299' },
    },
    settings: {
      primary: { 'pickup-timeout': '1.5s', 'pickup-attempts': 2, 'timeout-target': 'carol', 'music-on-hold': 1750 },
      backup: { 'pickup-timeout': '1m', 'pickup-attempts': 1, 'timeout-target': 'dave', 'music-on-hold': 2050 },
    },
  };
  const reading = loadCandidate(JSON.stringify(source), 'x.yaml');
  if ('diagnostics' in reading) throw new Error(renderDiagnostics(reading.diagnostics));
  return reading.candidate;
}

const place = (port: number) =>
  ({
    sip: { transport: 'udp', host: '127.0.0.1', port },
    http: { host: '127.0.0.2', port: port + 1 },
  }) as const;
const places = { primary: place(5060), backup: place(5070) };

describe('the command of a pool', () => {
  test.each([
    ['pool', 'primary', 'backup'],
    ['sip', 'udp:127.0.0.1:5060', 'udp:127.0.0.1:5070'],
    ['sip.port', '5060', '5070'],
    ['sip.host', '127.0.0.1', '127.0.0.1'],
    ['http', '127.0.0.2:5061', '127.0.0.2:5071'],
    ['http.port', '5061', '5071'],
    ['peer.sip.host', '127.0.0.1', '127.0.0.1'],
    ['peer.http', '127.0.0.2:5071', '127.0.0.2:5061'],
    ['peer.sip', 'udp:127.0.0.1:5070', 'udp:127.0.0.1:5060'],
    ['peer.sip.port', '5070', '5060'],
    ['peer.http.port', '5071', '5061'],
    ['orbits', '100-199', '200-299'],
    ['peer.orbits', '200-299', '100-199'],
    ['domain', 'park.example', 'park.example'],
    ['password', 'secret', 'secret'],
    ['setting.pickup-timeout', '1500', '60000'],
    ['setting.pickup-attempts', '2', '1'],
    ['setting.timeout-target', 'carol', 'dave'],
    ['setting.music-on-hold', '1750', '2050'],
    ['node', process.execPath, process.execPath],
    ['defect', '', ''],
  ])('has for ${%s} %j or %j', (name, primary, backup) => {
    const some = candidate([`<\${${name}}>`], { VALUE: `\${${name}}` });
    expect(expandCommand(some, 'primary', places)).toMatchObject({
      command: [`<${primary}>`],
      env: { VALUE: primary },
    });
    expect(expandCommand(some, 'backup', places)).toMatchObject({ command: [`<${backup}>`], env: { VALUE: backup } });
  });

  test('has the root of this package for ${package}', () => {
    const { command } = expandCommand(candidate(['${package}']), 'primary', places);
    expect(existsSync(join(command[0] ?? '', 'package.json'))).toBe(true);
  });

  test('has the chosen defect for ${defect}', () => {
    const some = candidate(['--defect=${defect}']);
    expect(expandCommand(some, 'primary', places).command).toEqual(['--defect=']);
    expect(expandCommand({ ...some, defect: 'ghost-call' }, 'primary', places).command).toEqual([
      '--defect=ghost-call',
    ]);
  });

  test('may name several placeholders in one argument, and none', () => {
    const some = candidate(['${pool}:${sip.port}:${pool}', '$pool {pool} $']);
    expect(expandCommand(some, 'backup', places).command).toEqual(['backup:5070:backup', '$pool {pool} $']);
  });

  test('knows every placeholder that is documented', () => {
    const some = candidate(PLACEHOLDERS.map((name) => `\${${name}}`));
    expect(expandCommand(some, 'primary', places).command.join('')).not.toContain('${');
  });
});
