/** The words that fill a field of a sentence: how a leg ended, how a request was answered, which place is meant. */
import { lapse } from './phrases.ts';

/** Each stands where the sentence names its field, such as `end`, `reply`, `why` or `place`. */
export const WORDS = {
  // How a leg ended.
  legUp: 'its leg is up',
  byeFrom: (from: string) => `BYE from ${from}`,
  endedByBye: (from: string) => `its leg was ended by a BYE from ${from}`,
  endedByPhone: 'its phone ended the leg with a BYE',
  sessionNotRefreshed: (seconds: number, peer: string) =>
    `its phone ended the leg, since the other side did not refresh the session of ${seconds} s that was agreed on with ${peer}`,
  sessionNotRefreshable: (seconds: number, peer: string) =>
    `its phone ended the leg, since it could not refresh the session of ${seconds} s that was agreed on with ${peer}`,
  endedByAnswer: (status: string) => `its leg was ended by the answer ${status}`,

  // How a request was answered.
  answerWas: (answer: string) => `the answer was ${answer}`,
  noAnswer: 'there was no answer',
  byeCame: 'the BYE that ends the leg of the parker',
  unheeded: 'nothing came of the keys that were pressed',
  unreadable: (why: string) => `unreadable: ${why}`,
  answeredUnreadable: (why: string) => `it was answered, but unreadable: ${why}`,
  withoutWord: (answer: string) => `${answer}, and the word that the call is parked never came`,
  withoutFinalNotify: (answer: string) => `${answer}, and no final NOTIFY came`,
  withoutOccupied: (answer: string) => `${answer}, and no orbit turned occupied`,
  withUnreadableNotify: (answer: string, why: string) => `${answer}, and a NOTIFY came, but unreadable: ${why}`,
  finalSipfrag: (status: number, reason: string) => `final sipfrag "${status} ${reason}"`,

  // Where no orbit was told.
  orbitUntold: {
    sipfrag: 'neither a Contact in the final NOTIFY nor a look-up names it',
    chosen: 'the number that was called is no orbit',
    state: 'none turned occupied',
    redirect: '`orbit.match` finds nothing in the Contact of the redirect',
    message: 'the parker got no request in which `orbit.match` finds one',
  },
  orbitNotInHook: (said: string) => `\`orbit.match\` finds nothing in the output of the hook, ${said}`,
  hookUnfinished: 'the hook that tells it did not end',

  besideUnreadable: (why: string, party: string, method: string, reason: string) =>
    `${why}; the ${method} of ${party} was answered, but unreadable: ${reason}`,

  // A re-INVITE, to change a call or to ask whether its dialog is there.
  reinviteOf: (party: string) => `a re-INVITE of ${party}`,
  reinviteAnswered: (status: string) => `a re-INVITE was answered ${status}`,
  reinviteUnanswered: 'a re-INVITE was not answered',
  reinviteUndelivered: 'a re-INVITE could not be delivered',
  mediaStopped: (after: number, since: string) => `its media stopped ${lapse(after, since)}`,
  both: (first: string, second: string) => `${first} and ${second}`,
  stillHeard: (voice: string) => `it still heard ${voice}`,

  // Reasons for which something was not done.
  nothingSent: 'nothing was sent',
  nothingAsked: 'nothing was asked of the phone',
  noReason: 'no reason given',
  noProof: 'no proof came in time',
  faultUnseen: 'nothing was seen of it',
  poolBack: 'it answered again',
  noExitCode: 'no exit code',
  exitCode: (code: number) => `exit code ${code}`,

  // A phone was led outside of its cell.
  messageOf: (message: string, from: string) => `the ${message} from ${from}`,
  audioLedOutside: (party: string, place: string, by: string | undefined) =>
    `${by ?? 'a message of this call'} names ${place} for the audio of ${party}; ${OUTSIDE}, and parkspec sent nothing there`,
  messageLedOutside: (party: string, place: string, line: string, by: string | undefined) =>
    `${by === undefined ? '' : `because of ${by}, `}${party} had to send \`${line}\` to ${place}; ${OUTSIDE}, and parkspec sent nothing there`,
  audioFromOutside: (party: string, place: string) =>
    `audio for ${party} came from ${place}; ${OUTSIDE}, and parkspec did not listen to it`,

  // A phone that wants SRTP did not get it.
  noSrtp: (party: string, why: string) => `${party} has no SRTP on this leg: ${why}`,
  unheardPackets: (party: string, packets: string) => `${party} wants SRTP, and did not hear ${packets}`,

  // A message that could be parsed, but whose content could not be read.
  noDialogInfo: 'it holds no dialog-info',
  noDocument: (type: string) => `it holds no ${type}`,
  badDialogInfo: 'its dialog-info is malformed',
  noReferReport: 'its state or its body is no report of a REFER',
  noSipfrag: 'its body is no sipfrag',
  refusedByPhone: (status: string) => `the phone answered it ${status}`,
  unreadDialogs: (count: number) => `${count} ${count === 1 ? 'dialog' : 'dialogs'} of the NOTIFY could not be read`,

  // Deeds, as a sentence names them.
  registrationOf: (party: string) => `${party}'s registration`,
  callOf: (party: string, to: string) => `${party}'s call to ${to}`,
  withCall: (deed: string, call: string) => `${deed} (call ${call})`,
  fromOrbit: (deed: string, orbit: string, pool: string) => `${deed} from orbit ${orbit} of ${pool}`,
  lookupOf: (party: string, place: string) => `${party}'s look-up of ${place}`,
  deedOf: (party: string, deed: keyof typeof DEEDS, call: string) => `${party}'s ${DEEDS[deed]} of call ${call}`,
  towards: (deed: string, to: string) => `${deed} to ${to}`,

  // Places and parties.
  orbitOf: (orbit: string | undefined, pool: string | undefined) =>
    `${orbit === undefined ? 'an orbit' : `orbit ${orbit}`} of ${pool ?? 'the pool'}`,
  orbitsOf: (pool: string | undefined) => `the orbits of ${pool ?? 'the pool'}`,
  onPool: (pool: string) => `on ${pool}`,
  atOrbit: (orbit: string, pool: string) => `at orbit ${orbit} of ${pool}`,
  thePool: 'the pool',
  theParkee: 'the parkee',
  thePhone: 'the phone',
  noOrbitNumber: 'without a number',
  noAddress: 'no known address',
  notDeclared: 'not declared',
  itsMusic: 'its music',
  rungBack: 'was rung back',
  rungAsTarget: 'was rung as its timeout target',
  sentBye: 'got a BYE',

  // Moments.
  beginning: 'the beginning',
  outage: 'the outage',
  attempt: 'the attempt',
  leftOrbit: (call: string) => `call ${call} left its orbit`,
  entering: (phase: string) => `entering ${phase}`,
  beforeOutage: 'before any outage',
  beforeFault: 'before the fault',
  beforeCheck: 'before the check began',
  duringCheck: 'during the check',
  beforeEnd: 'before the end of the cell',

  // Settings.
  pickupAttempts: 'number of pickup attempts',
  pickupTimeout: 'pickup timeout',
} as const;

const OUTSIDE = 'that is outside of the addresses of this cell (`addresses` in the candidate file declares more)';

const DEEDS = {
  park: 'park',
  retrieve: 'retrieval',
  hold: 'hold',
  resume: 'resumption',
  transfer: 'transfer',
  hangup: 'hanging up',
} as const;
