import type { CandidateFile, Defect, Elsewhere } from './defect-table.ts';

/** The files in which each defect is found, or told why it cannot be there. */
export const OTHER_DIALECTS = ['b2bua-slot', 'b2bua-lot'] as const satisfies readonly CandidateFile[];

type Told = Readonly<Record<(typeof OTHER_DIALECTS)[number], Readonly<Record<string, string>>>>;

const SAME_LEG =
  'A B2BUA parks a party, and gives it to another, in the leg that it has with it: no leg takes its place';
const CHOSEN = 'The parker chooses the slot: the pool neither gives an orbit to a call nor tells it';
const DIALLED = 'A retriever dials the number of the orbit: it makes no Replaces of what is shown';
const BETWEEN = 'A B2BUA is in the path of each retrieved call as it is';
const NO_RELAY = 'The relay is put into the INVITE with Replaces of a retriever, and none is sent';
const SHOWN = 'The parker is told no orbit: it learns the orbit from the list that the pool shows';
const GIVEN = 'The pool chooses the orbit: no party can name one that is in use';
const LEAVES = 'A party that parks by a transfer hangs up itself when it is told of the success';
const NO_KEYS = 'A pool in this dialect reads no keys that a party presses';
const NO_CALLER = 'The pool parks at the REFER itself: no party calls the slot to be parked';

/** Defects that no B2BUA can have which parks by transfers and is dialled to retrieve. */
const OF_NONE = {
  'ignores-replaces': SAME_LEG,
  'keeps-the-leg-of-the-parkee': SAME_LEG,
  'hangs-up-a-second-time': SAME_LEG,
  'keeps-the-leg-of-the-parker': LEAVES,
  'swaps-tags': DIALLED,
  'stays-in-path-of-retrieved-calls': BETWEEN,
  'retrieved-media-dies-with-pool': NO_RELAY,
  'retrieved-one-way-when-pool-dies': NO_RELAY,
  'interrupts-media-at-failback': NO_RELAY,
  'drops-retrieved-media-after-failback': NO_RELAY,
  'crosses-media-at-failback': NO_RELAY,
  'connects-a-referred-party': NO_CALLER,
  'takes-parks-for-retrievals': NO_CALLER,
  'announces-that-nothing-is-parked': NO_CALLER,
  'parks-at-the-slot-beside': NO_KEYS,
} as const;

/** Why a defect cannot be in a file. */
const ABSENT: Told = {
  'b2bua-slot': {
    ...OF_NONE,
    'tells-another-orbit': CHOSEN,
    'keeps-the-orbit-secret': CHOSEN,
    'gives-every-call-one-orbit': CHOSEN,
    'drops-who-waits-in-the-orbit': CHOSEN,
    'gives-one-orbit-too-few': CHOSEN,
    'shares-orbits-when-full': CHOSEN,
    'drops-the-oldest-call-when-full': CHOSEN,
    'goes-beyond-its-range-when-full': CHOSEN,
    'backup-takes-the-primarys-orbits': CHOSEN,
    'primary-keeps-the-backups-orbits': CHOSEN,
  },
  'b2bua-lot': {
    ...OF_NONE,
    'tells-another-orbit': SHOWN,
    'parks-at-an-occupied-slot': GIVEN,
    'parks-over-a-parked-call': GIVEN,
    'connects-a-transferred-party': GIVEN,
  },
};

/** The check that finds a defect in a file, where that is not the first of its checks. */
const FOUND_BY: Told = {
  'b2bua-slot': {},
  'b2bua-lot': {},
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
