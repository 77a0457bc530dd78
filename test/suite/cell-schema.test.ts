import { expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { PARTIES } from '../../src/suite/cell.ts';
import { readStep } from '../../src/suite/read-step.ts';
import { editorSchema } from '../../src/suite/cell-schema.ts';
import { readYaml } from '../../src/suite/yaml.ts';

const word = fc.constantFrom<unknown>(
  ...PARTIES,
  'A',
  'park',
  'call',
  'hold',
  'transfer',
  'register',
  'connected',
  'orbits',
  'pickup-timeout',
  'primary',
  'resiliency',
  'blind',
  'up',
  'Bad Name',
  1,
  null,
);
const fields = fc.dictionary(fc.constantFrom('as', 'from', 'to', 'call', 'by', 'how'), word, { maxKeys: 4 });
const check = fc.dictionary(
  fc.constantFrom(
    'check',
    'check',
    'is',
    'can',
    'cannot',
    'setting',
    'outlives',
    'announces',
    'call',
    'by',
    'to',
    'as',
    'from',
    'of',
    'how',
  ),
  word,
  { maxKeys: 6 },
);
const act = fc
  .tuple(fc.constantFrom('call', 'park', 'retrieve', 'transfer', 'register', 'dance'), fields)
  .map(([verb, inner]) => ({ [verb]: inner }));
/** Random phrases are mostly wrong: these are right but for one word. */
const nearlyRight = fc
  .tuple(
    fc.constantFrom<Readonly<Record<string, unknown>>>(
      { check: 'up', call: 'A', is: 'connected' },
      { check: 'up', call: 'A', can: 'transfer', by: 'bob', to: 'dave', how: 'blind' },
      { check: 'up', cannot: 'call', as: 'A', from: 'bob', to: 'dave' },
      { check: 'up', can: 'register', by: 'bob' },
      { check: 'up', call: 'A', setting: 'orbits', of: 'primary' },
      { check: 'up', call: 'A', outlives: 'pickup-timeout', of: 'primary' },
      { check: 'up', announces: 'resiliency', by: 'bob' },
    ),
    fc.constantFrom('check', 'call', 'is', 'can', 'by', 'to', 'as', 'of', 'outlives', 'none'),
    word,
  )
  .map(([step, key, value]) => (key === 'none' ? step : { ...step, [key]: value }));

test('editors and the loader agree on every step', () => {
  const schema = editorSchema();
  const header = { cell: 'X-1', title: 't', state: 'service', phase: 'normal', requirement: 'r', source: 's' };
  let accepted = 0;
  fc.assert(
    fc.property(fc.oneof(nearlyRight, check, act), (step) => {
      const document = readYaml(JSON.stringify(step), 'x.yaml');
      if ('diagnostics' in document) throw new Error('JSON is YAML');
      const loaded = 'step' in readStep(document.value, document, [], 'X-1');
      if (loaded) accepted++;
      expect(schema.safeParse({ ...header, scenario: [{ normal: [step] }] }).success).toBe(loaded);
    }),
    { numRuns: 3_000, seed: 20_261_123 },
  );
  expect(accepted).toBeGreaterThan(200);
});
