/** Why defects cannot be in B2BUAs that park in one dialect or another: the reasons, for the defects that share each. */

type Ids = Readonly<Record<string, string>>;

function because(why: string, ...ids: readonly string[]): Ids {
  return Object.fromEntries(ids.map((id) => [id, why]));
}

/** A B2BUA that is dialled to retrieve. */
export const IN_THE_SAME_LEG: Ids = {
  ...because(
    'A B2BUA parks a party, and gives it to another, in the leg that it has with it: no leg takes its place',
    'ignores-replaces',
    'keeps-the-leg-of-the-parkee',
    'hangs-up-a-second-time',
  ),
  ...because('A retriever dials the number of the orbit: it makes no Replaces of what is shown', 'swaps-tags'),
  ...because('A B2BUA is in the path of each retrieved call as it is', 'stays-in-path-of-retrieved-calls'),
  ...because(
    'The relay is put into the INVITE with Replaces of a retriever, and none is sent',
    'retrieved-media-dies-with-pool',
    'retrieved-one-way-when-pool-dies',
    'interrupts-media-at-failback',
    'drops-retrieved-media-after-failback',
    'crosses-media-at-failback',
  ),
};

const HANGS_UP_ITSELF: Ids = because(
  'A party that parks by a transfer hangs up itself when it is told of the success',
  'keeps-the-leg-of-the-parker',
);

/** What a pool does with a party that calls a slot to be parked, since another has referred it there. */
const CALLS_TO_BE_PARKED = [
  'connects-a-referred-party',
  'takes-parks-for-retrievals',
  'announces-that-nothing-is-parked',
] as const;

/** What a pool does at a REFER in a call that leads to a slot. */
const TRANSFERS_TO_SLOTS = ['parks-the-parker', 'connects-a-transferred-party'] as const;

/** What a pool does that answers a REFER 202, and reports on it. */
const REPORTS = [
  'accepts-in-silence',
  'reports-a-park-that-was-not',
  'refuses-and-then-reports-a-park',
  'accepts-parks-when-full',
] as const;

/** A pool that parks at the REFER of a parker in its call. */
export const BY_TRANSFER: Ids = {
  ...HANGS_UP_ITSELF,
  ...because('The pool parks at the REFER itself: no party calls the slot to be parked', ...CALLS_TO_BE_PARKED),
};

/** A pool in which a parker has its call on hold, and calls a code with the number of the slot. */
export const BY_CODE: Ids = {
  ...because('The parker calls the code itself: no party is referred or transferred to a slot', ...TRANSFERS_TO_SLOTS),
  ...because(
    'One code parks and another retrieves: a call to one is not taken for the other, and no referred party makes one',
    'connects-a-referred-party',
    'takes-parks-for-retrievals',
  ),
  ...because('The answer to the INVITE says how the park went: there is no 202, and no report', ...REPORTS),
  ...because(
    'The code is called at the pool that serves its caller; until failback is complete the call is on the other',
    'parks-in-failback-mode',
  ),
};

/** A pool in which the number of a slot parks where the slot is free, and retrieves where it is not. */
export const AT_ONE_NUMBER: Ids = because(
  'A call to a free slot asks to be parked there: no retriever makes one',
  'leaks-orbit-after-failed-dial',
  'parks-its-dialler',
  'parks-who-dials-an-empty-orbit',
  'dials-lost-calls-after-restart',
);

/** A pool that parks by the keys that are pressed in a call. */
export const BY_KEYS: Ids = {
  ...because(
    'Keys that are pressed get no answer: a park that is refused looks like one that the pool has not heard of',
    ...REPORTS,
    'refuses-by-silence',
    'refuses-too-late',
    'redirects-parks-to-the-dead',
    'challenges-parks-for-ever',
    'keeps-parkers-waiting-when-full',
  ),
  ...because(
    'The parker presses keys: no party calls a slot to be parked, or is transferred there',
    ...CALLS_TO_BE_PARKED,
    ...TRANSFERS_TO_SLOTS,
  ),
  ...because(
    'Keys that are pressed silence a voice for a second, which is the `bounds.gap` of this file: the pauses of the music are no longer',
    'pauses-the-music',
    'plays-the-music-once',
  ),
};

/** A pool in which a parker calls the slot, and transfers its call to that call. */
export const BY_CONSULTATION: Ids = {
  ...HANGS_UP_ITSELF,
  ...because(
    'The call of the parker to the slot is answered or refused: there is no REFER before, and no report',
    ...REPORTS,
    'connects-a-transferred-party',
  ),
  ...because(
    'The number that is called to park does not retrieve, and no party is referred there',
    'connects-a-referred-party',
    'takes-parks-for-retrievals',
  ),
  ...because(
    'The slot is called at the pool that serves the parker; until failback is complete the call is on the other',
    'parks-in-failback-mode',
  ),
  ...because(
    'A call of the parker that is answered at the address of the dead pool leaves the outage unproven',
    'takes-the-dead-pools-address',
  ),
};

/** A pool that parks at an INFO in a call, or at an order over HTTP. */
export const BY_ORDER: Ids = {
  ...because(
    'The request asks for a park and names no party or number: no party calls a slot, or is transferred there',
    ...CALLS_TO_BE_PARKED,
    ...TRANSFERS_TO_SLOTS,
  ),
  ...because('The request is answered once: no report follows a refusal', 'refuses-and-then-reports-a-park'),
};

/** An order is given over HTTP, to a pool and not in a call. */
export const BESIDE_THE_CALL: Ids = {
  ...because(
    'The order is given to the pool that serves the parker; until failback is complete the call is on the other',
    'parks-in-failback-mode',
  ),
  ...because(
    'Any answer but 200 refuses the order: to HTTP no other one means more',
    'redirects-parks-to-the-dead',
    'challenges-parks-for-ever',
  ),
  ...because('The address of HTTP is not an address of SIP: it dies with its pool', 'takes-the-dead-pools-address'),
};

export const WITHOUT_KEYS: Ids = because(
  'A pool in this dialect reads no keys that a party presses',
  'parks-at-the-slot-beside',
);

export const AT_A_CHOSEN_ORBIT: Ids = because(
  'The parker chooses the slot: the pool neither gives an orbit to a call nor tells it',
  'tells-another-orbit',
  'keeps-the-orbit-secret',
  'gives-every-call-one-orbit',
  'drops-who-waits-in-the-orbit',
  'gives-one-orbit-too-few',
  'shares-orbits-when-full',
  'drops-the-oldest-call-when-full',
  'goes-beyond-its-range-when-full',
  'backup-takes-the-primarys-orbits',
  'primary-keeps-the-backups-orbits',
);

export const AT_A_GIVEN_ORBIT: Ids = because(
  'The pool chooses the orbit: no party can name one that is in use',
  'parks-at-an-occupied-slot',
  'connects-a-transferred-party',
  'parks-over-a-parked-call',
);

/** The orbit is read from the list that the pool shows. */
export const AT_A_SHOWN_ORBIT: Ids = because(
  'The parker is told no orbit: it learns the orbit from the list that the pool shows',
  'tells-another-orbit',
);

/** No rule of the file keeps a phone with a pool that is gone. */
export const MOVED_AT_ONCE: Ids = {
  ...because(
    'The phones of this file move at once: each is registered at the backup before it calls',
    'refuses-callers-that-have-not-moved',
  ),
  ...because(
    'The phones of this file have one line: none is registered at the backup in normal service',
    'forgets-early-users-in-failover',
  ),
};
