import { buildDialect } from '../../../../src/candidate/dialect/build-dialect.ts';
import type { DialectSource } from '../../../../src/candidate/dialect/dialect-schema.ts';
import { calling, DIALLED } from '../../../judge/b2bua/calls.ts';
import { act, cellOf, check, type HistoryBuilder } from '../../../judge/history-builder.ts';
import { verdictOf } from '../../../judge/verdict-of.ts';
import { parks } from './in-call.ts';

type Tried = 'can' | 'cannot';

/** What is judged of a park in a call through a B2BUA, and of what is left behind where that passes. */
export function judged(
  source: DialectSource,
  play: (told: HistoryBuilder, of: string) => void,
  tried: Tried = 'can',
  phase: 'normal' | 'outage' = 'normal',
): string {
  const call = act({ verb: 'call', call: 'A', by: 'alice', to: 'bob' });
  const park = check('park', { kind: tried, deed: parks });
  const cell = cellOf('F', phase === 'normal' ? { normal: [call, park] } : { normal: [call], outage: [park] });
  const told = calling(cell, { ...DIALLED, dialect: buildDialect(source, 'fixtures/dialects') });
  if (phase === 'outage') told.phase('outage');
  told.check('park', (of) => play(told, of));
  const { verdict, code } = verdictOf(told.aftermath(), 'park');
  const after = verdictOf(told, 'aftermath');
  return verdict === 'pass' && after.verdict !== 'pass'
    ? `then ${after.verdict}: ${after.code}`
    : `${verdict}: ${code}`;
}

/** The pool parks alice at an orbit, and lets bob go. */
export function keepAt(told: HistoryBuilder, orbit: string, parkerEndedBy: 'pool' | 'parker' = 'pool'): void {
  const [parker, parkee] = [told.side('A', 'bob'), told.side('A', 'alice')];
  told.keep('A', parker, parkee, { pool: 'primary', orbit, music: 'music:primary', parkerEndedBy });
}
