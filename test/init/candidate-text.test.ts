import { describe, expect, test } from '@jest/globals';
import { PRESET_NAMES } from '../../src/candidate/dialect/dialect-presets.ts';
import { loadCandidate } from '../../src/candidate/load-candidate.ts';
import { type Answers, rangeAfter } from '../../src/init/candidate-answers.ts';
import { candidateText } from '../../src/init/candidate-text.ts';
import { commandWords } from '../../src/init/command-words.ts';
import { plainProposal, proposedByBanner } from '../../src/init/dialect-proposals.ts';

const COMMON: Omit<Answers, 'runtime' | 'dialect' | 'orbits'> = {
  name: 'Somebody\'s "server": #1',
  pools: { primary: 'udp:auto', backup: 'udp:5070' },
  seen: ['udp:10.0.0.1:5060 answered OPTIONS with 200.', '  Server: x'],
  schema: '../schema/candidate.schema.json',
};
const LAB = { primary: 'udp:10.0.0.1:5060', backup: 'udp:10.0.0.2:5060' };
const BANNERS = [
  'FPBX-16',
  'FusionPBX',
  'kazoo 5',
  'Yeastar P550',
  'FreeSWITCH-mod_sofia',
  'Asterisk PBX 20',
  'BroadWorks',
  'PortSIP UC',
  'Vodia PBX',
  'Metaswitch',
  'Cisco-CUCM14.0',
  'repro 1.12',
];
const PROPOSALS = [
  ...PRESET_NAMES.map((name) => plainProposal(name, 'asked')),
  ...BANNERS.flatMap((banner) => proposedByBanner(banner) ?? []),
];

describe('a new candidate file', () => {
  test('is proposed for each known banner', () => {
    expect(PROPOSALS).toHaveLength(PRESET_NAMES.length + BANNERS.length);
    expect(proposedByBanner('something else')).toBeUndefined();
  });

  test.each(
    PROPOSALS.flatMap((dialect) =>
      (['process', 'docker', 'remote'] as const).map((runtime) => ({
        runtime,
        dialect,
        preset: dialect.preset,
        why: dialect.why,
      })),
    ),
  )('of runtime $runtime with $preset, since $why, is valid', ({ runtime, dialect }) => {
    const text = candidateText({
      ...COMMON,
      ...(runtime === 'remote' ? { pools: LAB } : {}),
      runtime,
      dialect,
      orbits: dialect.orbits,
      command: ['./my server', '--listen', '${sip}'],
      image: 'my/server:1',
    });
    const reading = loadCandidate(text, '/lab/candidate.yaml');
    expect('diagnostics' in reading ? reading.diagnostics : []).toEqual([]);
    expect('candidate' in reading && reading.candidate).toMatchObject({ name: COMMON.name, runtime });
  });

  test('of runtime remote names the addresses, and the pools that hooks take and return', () => {
    const text = candidateText({
      ...COMMON,
      pools: LAB,
      runtime: 'remote',
      local: '10.0.0.9',
      dialect: plainProposal('rfc5359', 'asked'),
      orbits: { primary: '700-719', backup: '720-739' },
    });
    expect(text).toContain('primary: { sip: "udp:10.0.0.1:5060", orbits: 700-719 }');
    expect(text).toContain('remote: { local: 10.0.0.9, ports: 20000-29999 }');
    expect(text).toMatch(/outage: .*\[ssh, 10\.0\.0\.1, .*takes: primary/);
    expect(text).toMatch(/failback: .*returns: primary/);
  });
});

test.each([
  ['700-719', '720-739'],
  ['100-100', '101-101'],
  ['719-700', undefined],
  ['x', undefined],
])('the range after %s is %s', (range, next) => {
  expect(rangeAfter(range)).toBe(next);
});

test.each([
  ['a  b', ['a', 'b']],
  ['a "b c" \'d "e\' f\\ g ""', ['a', 'b c', 'd "e', 'f g', '']],
  ['a "b', undefined],
])('the words of %s', (line, words) => {
  expect(commandWords(line)).toEqual(words);
});
