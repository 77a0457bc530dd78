import { expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { scenarioFromXml } from '../../src/index.ts';
import { writeScenario } from '../../src/scenario/write.ts';
import { scenarios } from './arbitrary.ts';

test('what is written is read as what it was', () => {
  fc.assert(
    fc.property(scenarios, (scenario) => {
      const { references, ...read } = scenarioFromXml(writeScenario(scenario));
      expect(read).toEqual(scenario);
      // What is named once is referenced by itself.
      expect(references ?? []).toEqual([...new Set(references)]);
    }),
    { numRuns: 300 },
  );
});

test('what is read and written again stays as it is', () => {
  fc.assert(
    fc.property(scenarios, (scenario) => {
      const xml = writeScenario(scenario);
      expect(writeScenario(scenarioFromXml(xml))).toBe(xml);
    }),
    { numRuns: 100 },
  );
});
