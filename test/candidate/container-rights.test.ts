import { describe, expect, test } from '@jest/globals';
import { DEFAULT_LIMITS, limitsOf } from '../../src/candidate/container-rights.ts';
import { loadCandidate } from '../../src/candidate/load-candidate.ts';
import { parseSize, sizeText } from '../../src/candidate/size.ts';
import { renderDiagnostics } from '../../src/suite/diagnostic.ts';

const FILE = 'containers.yaml';

/** Its containers are described in lines 4 and following. */
function load(...docker: readonly string[]) {
  const lines = [
    'name: Some server',
    'runtime: docker',
    'docker:',
    ...docker.map((line) => `  ${line}`),
    '  image: some/server',
    'pools: { primary: { sip: udp:auto, orbits: 1-2 }, backup: { sip: udp:auto, orbits: 3-4 } }',
  ];
  return loadCandidate(lines.join('\n'), FILE);
}

function dockerOf(...docker: readonly string[]) {
  const reading = load(...docker);
  if ('diagnostics' in reading) throw new Error(renderDiagnostics(reading.diagnostics));
  return reading.candidate.docker;
}

test('a file that says nothing has no capability and the limits that the documents name', () => {
  const docker = dockerOf();
  expect(docker).not.toHaveProperty('capabilities');
  expect(limitsOf(docker ?? {})).toEqual({ memory: 2 ** 30, processes: 512, log: 8 * 2 ** 20 });
});

test('a file says what its containers may do and use; the rest are the defaults', () => {
  expect(dockerOf('capabilities: [SETUID, SETGID]', 'limits: { memory: 512MiB, log: 64KiB }')).toMatchObject({
    capabilities: ['SETUID', 'SETGID'],
    limits: { memory: 512 * 2 ** 20, log: 65_536 },
  });
  expect(limitsOf(dockerOf('limits: { processes: 2000 }') ?? {})).toEqual({ ...DEFAULT_LIMITS, processes: 2_000 });
});

describe('is complained of where it stands, with what may be there:', () => {
  test.each([
    ['limits: { memory: 512 }', /4:21/s],
    ['limits: { memory: 512mb }', /4:21.*a size from 16 MiB to 256 GiB, written such as 64KiB, 512MiB or 2GiB/s],
    ['limits: { memory: 1MiB }', /4:21.*a size from 16 MiB/s],
    ['limits: { log: 2GiB }', /4:18.*a size from 1 KiB to 1 GiB/s],
    ['limits: { processes: 1 }', /4:24.*a whole number from 2 to 32768/s],
    ['limits: { processes: 1.5 }', /4:24.*must be a whole number, not `1.5`/s],
    ['limits: { process: 100 }', /4:13.*`process`.*processes/s],
    ['capabilities: [SYS_ADMIN]', /4:18.*NET_BIND_SERVICE.*not `SYS_ADMIN`/s],
    ['capabilities: [ALL]', /4:18/s],
    ['capabilities: [CAP_SETUID]', /4:18.*SETUID/s],
  ])('%s', (line, complaint) => {
    const reading = load(line);
    expect('diagnostics' in reading ? renderDiagnostics(reading.diagnostics) : 'nothing').toMatch(complaint);
  });
});

test.each([
  ['64KiB', 65_536, '64 KiB'],
  ['512MiB', 2 ** 29, '512 MiB'],
  ['2048MiB', 2 ** 31, '2 GiB'],
])('%s is %d octets, told as %s', (text, octets, told) => {
  expect([parseSize(text), sizeText(octets)]).toEqual([octets, told]);
});

test.each(['', '0MiB', '1.5GiB', '-1MiB', '512', '512M', '1 GiB', '1TiB', '99999999MiB'])('`%s` is no size', (text) => {
  expect(parseSize(text)).toBeUndefined();
});
