import type { CandidateFile, Defect, Elsewhere } from './defect-table.ts';
import {
  AT_A_CHOSEN_ORBIT,
  AT_A_GIVEN_ORBIT,
  AT_A_SHOWN_ORBIT,
  AT_ONE_NUMBER,
  BESIDE_THE_CALL,
  BY_CODE,
  BY_CONSULTATION,
  BY_KEYS,
  BY_ORDER,
  BY_TRANSFER,
  IN_THE_SAME_LEG,
  MOVED_AT_ONCE,
  WITHOUT_KEYS,
} from './why-absent.ts';

/** The files in which each defect is found, or told why it cannot be there. */
export const OTHER_DIALECTS = [
  'b2bua-slot',
  'b2bua-lot',
  'b2bua-feature-code',
  'b2bua-valet',
  'b2bua-dtmf',
  'b2bua-attended',
  'b2bua-body',
  'b2bua-hook',
] as const satisfies readonly CandidateFile[];

type Told = Readonly<Record<(typeof OTHER_DIALECTS)[number], Readonly<Record<string, string>>>>;

const WITHOUT_KEYS_OR_NEW_LEGS = { ...IN_THE_SAME_LEG, ...WITHOUT_KEYS };

/** Why a defect cannot be in a file. */
const ABSENT: Told = {
  'b2bua-slot': { ...MOVED_AT_ONCE, ...WITHOUT_KEYS_OR_NEW_LEGS, ...BY_TRANSFER, ...AT_A_CHOSEN_ORBIT },
  'b2bua-lot': {
    ...MOVED_AT_ONCE,
    ...WITHOUT_KEYS_OR_NEW_LEGS,
    ...BY_TRANSFER,
    ...AT_A_GIVEN_ORBIT,
    ...AT_A_SHOWN_ORBIT,
  },
  'b2bua-feature-code': { ...MOVED_AT_ONCE, ...WITHOUT_KEYS_OR_NEW_LEGS, ...BY_CODE, ...AT_A_CHOSEN_ORBIT },
  'b2bua-valet': {
    ...MOVED_AT_ONCE,
    ...WITHOUT_KEYS_OR_NEW_LEGS,
    ...BY_TRANSFER,
    ...AT_ONE_NUMBER,
    ...AT_A_CHOSEN_ORBIT,
  },
  'b2bua-dtmf': { ...MOVED_AT_ONCE, ...IN_THE_SAME_LEG, ...BY_KEYS, ...AT_A_CHOSEN_ORBIT },
  'b2bua-attended': { ...MOVED_AT_ONCE, ...WITHOUT_KEYS_OR_NEW_LEGS, ...BY_CONSULTATION, ...AT_A_CHOSEN_ORBIT },
  'b2bua-body': { ...MOVED_AT_ONCE, ...WITHOUT_KEYS_OR_NEW_LEGS, ...BY_ORDER, ...AT_A_GIVEN_ORBIT },
  'b2bua-hook': { ...MOVED_AT_ONCE, ...WITHOUT_KEYS_OR_NEW_LEGS, ...BY_ORDER, ...BESIDE_THE_CALL, ...AT_A_GIVEN_ORBIT },
};

/** A B2BUA that comes back is in the path of its calls again; until then its peer goes on with them. */
const IN_EACH = { 'refuses-hold-after-failback': 'DR-S6/holdable-after-failback' } as const;

/** The parker holds its call before it parks, so that the cell of a call that is not yet parked says nothing of the hold. */
const AFTER_A_HOLD = {
  ...IN_EACH,
  'accepts-parks-and-forgets': 'DR-12/parkable',
  'refuses-resume-at-failback': 'DR-S6/holdable-during-failback',
  'forgets-calls-of-dead-peer': 'DR-S6/holdable-during-failover',
  'goes-back-in-sequence': 'DR-S6/holdable-during-failover',
  'stays-in-path-of-calls': 'DR-12/transferable',
} as const;

/** The pool ends the leg of the parker: no party hangs up a call that began on the backup before its parkee does. */
const ENDED_BY_THE_POOL = { ...IN_EACH, 'refuses-byes-of-parkees': 'DR-23/aftermath' } as const;

/** The check that finds a defect in a file, where that is not the first of its checks. */
const FOUND_BY: Told = {
  'b2bua-slot': IN_EACH,
  'b2bua-lot': IN_EACH,
  'b2bua-feature-code': AFTER_A_HOLD,
  'b2bua-valet': IN_EACH,
  'b2bua-dtmf': { ...ENDED_BY_THE_POOL, 'accepts-parks-and-forgets': 'DR-12/parkable' },
  'b2bua-attended': AFTER_A_HOLD,
  'b2bua-body': ENDED_BY_THE_POOL,
  'b2bua-hook': ENDED_BY_THE_POOL,
};

/** The defect with what its row tells of other dialects. */
export function withOtherDialects(defect: Defect): Defect {
  const told = OTHER_DIALECTS.flatMap((file): ReadonlyArray<readonly [CandidateFile, Elsewhere]> => {
    const [why, by] = [ABSENT[file][defect.id], FOUND_BY[file][defect.id]];
    if (why !== undefined) return [[file, { kind: 'absent', why }]];
    return by === undefined ? [] : [[file, { kind: 'found', by }]];
  });
  return told.length === 0 ? defect : { ...defect, elsewhere: Object.fromEntries(told) };
}

/** Ids of defects that are spoken of here. */
export function idsOfOtherDialects(): readonly string[] {
  return [ABSENT, FOUND_BY].flatMap((told) => OTHER_DIALECTS.flatMap((file) => Object.keys(told[file])));
}
