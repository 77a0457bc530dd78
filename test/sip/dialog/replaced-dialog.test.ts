import { describe, expect, test } from '@jest/globals';
import { judgeReplaces, type Replaceable } from '../../../src/sip/dialog/replaced-dialog.ts';
import { fromAlice, invite } from './messages.ts';

const confirmed: Replaceable = {
  callId: 'old',
  localTag: 'mine',
  remoteTag: 'theirs',
  usage: 'invite',
  phase: 'confirmed',
  initiator: 'remote',
};

const named = 'old;to-tag=mine;from-tag=theirs';

function judge(value: string, dialogs: readonly Replaceable[], more: ReadonlyArray<readonly [string, string]> = []) {
  return judgeReplaces(invite([['Replaces', value], ...more]), dialogs);
}

describe('an INVITE with Replaces', () => {
  test('takes over the confirmed dialog it names, whoever made it', () => {
    expect(judge(named, [confirmed])).toEqual({ kind: 'match', dialog: confirmed });
    const ours = { ...confirmed, initiator: 'local' as const };
    expect(judge(named, [ours])).toEqual({ kind: 'match', dialog: ours });
  });

  test('takes over a call of ours that rings', () => {
    const ringing: Replaceable = { ...confirmed, phase: 'early', initiator: 'local' };
    expect(judge(`${named};early-only`, [ringing])).toEqual({ kind: 'match', dialog: ringing });
  });

  test.each<[string, number, string, Partial<Replaceable>]>([
    ['names no dialog', 481, 'other;to-tag=mine;from-tag=theirs', {}],
    ['names the tags the wrong way round', 481, 'old;to-tag=theirs;from-tag=mine', {}],
    ['names a dialog that has ended', 603, named, { phase: 'ended' }],
    ['wants an early dialog and names a confirmed one', 486, `${named};early-only`, {}],
    ['names an early dialog that somebody else made', 481, named, { phase: 'early' }],
    ['names a subscription', 481, named, { usage: 'other' }],
    ['has no from-tag', 400, 'old;to-tag=mine', {}],
    ['has two to-tags', 400, `${named};to-tag=mine`, {}],
    ['is empty', 400, '', {}],
  ])('that %s is refused with %i', (_, status, value, changes) => {
    expect(judge(value, [{ ...confirmed, ...changes }])).toMatchObject({ kind: 'refuse', status });
  });

  test('that names more than one dialog is refused as if it named none', () => {
    expect(judge(named, [confirmed, { ...confirmed }])).toMatchObject({ kind: 'refuse', status: 481 });
  });

  test('is refused with 400 when there are two of them', () => {
    expect(judge(named, [confirmed], [['Replaces', named]])).toMatchObject({ kind: 'refuse', status: 400 });
  });

  test('is refused with 400 when it would also join', () => {
    expect(judge(named, [confirmed], [['Join', named]])).toMatchObject({ kind: 'refuse', status: 400 });
  });
});

test('Replaces in another request is refused with 400', () => {
  const refer = fromAlice('REFER', 8, [['Replaces', named]]);
  expect(judgeReplaces(refer, [confirmed])).toMatchObject({ kind: 'refuse', status: 400 });
});

test('a request without Replaces is left alone', () => {
  expect(judgeReplaces(invite(), [confirmed])).toEqual({ kind: 'absent' });
});
