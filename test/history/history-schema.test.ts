import { describe, expect, test } from '@jest/globals';
import { eventSchema, historyJsonSchema } from '../../src/history/history-schema.ts';
import { cellOf, check, history } from '../judge/history-builder.ts';

describe('the published schema of histories', () => {
  test('names every kind of event', () => {
    for (const kind of [
      'run',
      'phase',
      'fault',
      'action',
      'sip',
      'media',
      'network',
      'process',
      'load',
      'note',
      'end',
    ]) {
      expect(historyJsonSchema()).toContain(`"const": "${kind}"`);
    }
  });

  test('accepts every event of a history', () => {
    const told = history(cellOf('DR-11', { normal: [check('talk', { kind: 'is', outcome: 'connected', call: 'A' })] }));
    told.phase('normal').call('A', 'alice', 'bob').aftermath();
    for (const event of told.events)
      expect(eventSchema.safeParse(JSON.parse(JSON.stringify(event))).success).toBe(true);
  });

  test('refuses an event of a kind that there is not', () => {
    expect(eventSchema.safeParse({ n: 1, t: 0, kind: 'rumour' }).success).toBe(false);
  });
});
