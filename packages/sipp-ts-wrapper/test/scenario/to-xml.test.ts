import { expect, test } from '@jest/globals';
import { toXml } from '../../src/index.ts';

test('a scenario has its name in the XML', () => {
  expect(toXml({ name: 'caller', steps: [] })).toContain('<scenario name="caller">');
});
