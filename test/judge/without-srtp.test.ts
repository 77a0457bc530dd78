/** A phone that wants SRTP and does not get it: a failure says so, what was left open fails, and a pass is advised of it. */
import { describe, expect, test } from '@jest/globals';
import { act, cellOf, check, history, type HistoryBuilder } from './history-builder.ts';
import { verdictOf } from './verdict-of.ts';

const cell = cellOf('C', {
  normal: [act({ verb: 'call', call: 'A', by: 'alice', to: 'bob' })],
  outage: [check('connected', { kind: 'is', outcome: 'connected', call: 'A' })],
});

function checked(wrong: number, isDeaf: boolean): HistoryBuilder {
  const told = history(cell).phase('normal').call('A', 'alice', 'bob').phase('outage').wait(1000);
  return told
    .check('connected', (of) => {
      const leg = told.side('A', 'alice').callId;
      told.add({ kind: 'srtp', tap: 'alice', leg, found: 'packets', plain: 0, wrong });
      if (isDeaf) told.unhear('bob', told.side('A', 'bob').callId, 'alice');
      told.listen('A', 'alice', 'bob', { of });
    })
    .aftermath();
}

describe('packets that do not authenticate', () => {
  test('make a failure of what was left open, where they are not few', () => {
    const { reason, ...found } = verdictOf(checked(40, true), 'connected');
    expect(found).toMatchObject({ verdict: 'fail', code: 'no-srtp' });
    expect(verdictOf(checked(3, true), 'connected')).toMatchObject({ verdict: 'inconclusive', code: 'no-srtp-too' });
    expect(reason).toMatch(
      /^alice wants SRTP, and did not hear 40 audio packets that do not authenticate \(40 with a wrong authentication tag\); /,
    );
  });

  test('are an advisory beside a pass', () => {
    const { verdict, advisories } = verdictOf(checked(3, false), 'connected');
    expect(verdict).toBe('pass');
    expect(advisories.map(({ text, source }) => [text, source])).toEqual([
      [expect.stringContaining('did not hear 3 audio packets'), 'RFC 3711 section 3.3'],
    ]);
  });
});
