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

/** A pool that parks at the REFER of a parker in its call. */
export const BY_TRANSFER: Ids = {
  ...because(
    'A party that parks by a transfer hangs up itself when it is told of the success',
    'keeps-the-leg-of-the-parker',
  ),
  ...because(
    'The pool parks at the REFER itself: no party calls the slot to be parked',
    'connects-a-referred-party',
    'takes-parks-for-retrievals',
    'announces-that-nothing-is-parked',
  ),
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
