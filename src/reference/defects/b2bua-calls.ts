import type { IncomingRefer } from '../../sip/ua/user-agent.ts';
import type { JoinedCallCopy } from '../joined-call-copy.ts';
import { bothWays, type JoinedCall, offerTo, type Side } from '../joined-call.ts';
import { parkInDialog } from '../park-in-dialog.ts';
import type { ParkService } from '../park-service.ts';
import type { ParkedCall } from '../parked-call.ts';
import { type Asking, referInCall } from '../refer-in-call.ts';
import { seeOut } from '../session-end.ts';
import { checks, PARKABLE } from './checks.ts';
import { type Deviation, family, turnsRed } from './defect-table.ts';
import { JoinedCalls } from './mechanism/joined-calls.ts';
import { kindOfJoined } from './mechanism/joined-kind.ts';

/** Every call, as it is once the pool that takes it over has changed its dialogs. */
function withDialogs(change: (dialog: Dialog) => Dialog): Deviation {
  const changed = ({ session, ...side }: SideCopy): SideCopy => ({
    ...side,
    session: { ...session, dialog: change(session.dialog) },
  });
  return {
    goesOnWith: (calls) => calls.map(({ id, sides: [one, other] }) => ({ id, sides: [changed(one), changed(other)] })),
  };
}

type SideCopy = JoinedCallCopy['sides'][number];
type Dialog = SideCopy['session']['dialog'];

const ON_B2BUA = { candidate: 'b2bua-slot' } as const;

/** A pair of B2BUAs loses calls that it should take over, or parks the wrong one: of fixtures/candidates/b2bua-slot.yaml. */
export const b2buaDefects = family({
  // The address of the pair is taken over by the operating system, and the state of the calls is not.
  'forgets-calls-of-dead-peer: A pool takes the address of its dead peer over, and knows none of the calls that lead there':
    turnsRed`DR-12/holdable DR-S6/holdable-during-failover`(
      { goesOnWith: () => [] },
      { ...ON_B2BUA, mayTurnRed: checks`DR-13/parkable DR-13/aftermath DR-33/aftermath` },
    ),
  // The copies are made when a call is set up, and the numbers of later requests are not told.
  'goes-back-in-sequence: A pool goes on with the calls of its dead peer by requests with numbers that were used':
    turnsRed`DR-12/holdable DR-S6/holdable-during-failover`(
      withDialogs((dialog) => ({ ...dialog, localSeq: Number.NEGATIVE_INFINITY })),
      {
        ...ON_B2BUA,
        mayTurnRed: checks`DR-11/aftermath DR-12/transferable DR-12/parkable DR-12/aftermath DR-13/parkable DR-13/aftermath
          DR-31/aftermath DR-32/aftermath DR-33/aftermath DR-S1/aftermath DR-S6/transferable-during-failover
          DR-S6/holdable-after-failover DR-S6/transferable-after-failover DR-S6/aftermath`,
      },
    ),
  // What remains on the backup after failback is taken for leftovers.
  'hands-no-calls-back: A pool that gives the users back forgets their calls': turnsRed`DR-13/parkable`(
    { handsOver: () => [] },
    { ...ON_B2BUA, mayTurnRed: checks`DR-13/aftermath DR-33/aftermath DR-S6/holdable-after-failback` },
  ),
  // The REFER comes in the dialog of the parker, and that dialog is parked.
  'parks-the-parker: A transfer to a slot parks the party that asks for it, and ends the leg of the other':
    turnsRed`${PARKABLE}`(
      {
        refer(incoming, { joined, from }, service) {
          const parks = isNumber(incoming.referTo.uri.user);
          referInCall(incoming, { joined, from: parks ? joined.otherThan(from).session : from }, service);
        },
      },
      {
        ...ON_B2BUA,
        mayTurnRed: checks`DR-23/still-parked DR-S2/music-on-hold DR-S5/first-retrievable DR-S8/refused-when-full
          DR-S8/first-retrievable DR-S8/second-waits DR-S8/parkable-again DR-S8/aftermath`,
      },
    ),
  // A slot that is in use is a number that is called to retrieve, by any party that is sent there.
  'connects-a-transferred-party: A party that is transferred to an occupied slot is connected to the one that waits there':
    turnsRed`DR-S8/refused-when-full`(connectsToWhoWaits(), {
      ...ON_B2BUA,
      mayTurnRed: checks`DR-S8/first-retrievable DR-S8/second-waits DR-S8/parkable-again DR-S8/aftermath`,
    }),
  // A leg that is recovered runs the application again that it was in, and that has parked it.
  'parks-retrieved-calls-again: As the backup takes the users over, a party that was parked once and retrieved is parked again':
    turnsRed`DR-32/still-connected DR-33/retrieved-on-primary DR-S6/holdable-during-failover`(
      parksRetrievedCallsAgain,
      {
        ...ON_B2BUA,
        mayTurnRed: checks`DR-32/connected-after-failover DR-33/retrieved-on-backup DR-33/retrieved-on-primary-after
          DR-33/retrieved-on-backup-after DR-33/aftermath DR-S6/transferable-during-failover DR-S6/aftermath`,
      },
    ),
  // A slot is a key of a phone, and a key can be pressed twice.
  'parks-over-a-parked-call: A call is parked at a slot where another one waits': turnsRed`DR-S8/refused-when-full`(
    {
      takesChosenOrbit: (orbit, service) => service.orbits.choose(orbit) || service.at(orbit) !== undefined,
    },
    {
      ...ON_B2BUA,
      mayTurnRed: checks`DR-S8/first-retrievable DR-S8/second-waits DR-S8/parkable-again DR-S8/aftermath`,
    },
  ),
});

function parksRetrievedCallsAgain(): Deviation {
  const joined = new JoinedCalls('failover-resiliency', (call, service) => {
    if (kindOfJoined(call) === 'retrieved') void parkAgain(call, service);
  });
  return {
    goesOnWith: (...calls) => joined.taken(...calls),
    companion({ service }) {
      joined.watch(service);
      return { entered: (mode) => joined.entered(mode) };
    },
  };
}

/** The INVITE of the retriever set up the second side. */
async function parkAgain(joined: JoinedCall, service: ParkService): Promise<void> {
  const orbit = service.orbits.take();
  const [parkee, { session: parker }] = joined.sides;
  if (orbit === undefined || !joined.claim()) return;
  joined.spare(parker);
  await parkInDialog({ joined, parker, parkee, orbit, name: undefined }, service);
  void parker.bye();
}

function connectsToWhoWaits(): Deviation {
  return {
    refer(incoming, asking, service) {
      const waiting = service.at(Number(incoming.referTo.uri.user));
      if (waiting === undefined) referInCall(incoming, asking, service);
      else void connect(incoming, asking, waiting, service);
    },
  };
}

async function connect(
  incoming: IncomingRefer,
  { joined, from }: Asking,
  waiting: ParkedCall,
  service: ParkService,
): Promise<void> {
  const stays = joined.otherThan(from);
  const said = stays.session.remoteSdp;
  if (said === undefined || !joined.claim() || !waiting.claim()) return incoming.reject(491);
  joined.spare(from);
  const notifier = incoming.accept();
  const other: Side = { session: waiting.session, descriptions: waiting.music.descriptions };
  const answer = await offerTo(other, bothWays(said));
  if (answer !== undefined) await offerTo(stays, answer);
  waiting.release();
  joined.takeApart();
  service.join([stays, other], () => waiting.music.stop());
  notifier.notify(200);
  await seeOut(from);
}

function isNumber(user = ''): boolean {
  return /^\d+$/.test(user);
}
