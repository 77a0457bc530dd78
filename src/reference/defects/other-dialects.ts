import type { CandidateFile, Defect, Elsewhere } from './defect-table.ts';
import {
  AT_A_CHOSEN_ORBIT,
  AT_A_GIVEN_ORBIT,
  AT_A_SHOWN_ORBIT,
  BY_TRANSFER,
  IN_THE_SAME_LEG,
  WITHOUT_KEYS,
} from './why-absent.ts';

/** The files in which each defect is found, or told why it cannot be there. */
export const OTHER_DIALECTS = ['b2bua-slot', 'b2bua-lot'] as const satisfies readonly CandidateFile[];

type Told = Readonly<Record<(typeof OTHER_DIALECTS)[number], Readonly<Record<string, string>>>>;

/** Why a defect cannot be in a file. */
const ABSENT: Told = {
  'b2bua-slot': { ...IN_THE_SAME_LEG, ...BY_TRANSFER, ...WITHOUT_KEYS, ...AT_A_CHOSEN_ORBIT },
  'b2bua-lot': { ...IN_THE_SAME_LEG, ...BY_TRANSFER, ...WITHOUT_KEYS, ...AT_A_GIVEN_ORBIT, ...AT_A_SHOWN_ORBIT },
};

/** A B2BUA that comes back is in the path of its calls again; until then its peer goes on with them. */
const IN_EACH = { 'refuses-hold-after-failback': 'DR-S6/holdable-after-failback' } as const;

/** The check that finds a defect in a file, where that is not the first of its checks. */
const FOUND_BY: Told = {
  'b2bua-slot': IN_EACH,
  'b2bua-lot': IN_EACH,
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
