/**
 * What a broken requirement means, by the code of its finding: the rule in the positive, the usual cause, and what to try. Each
 * code that a failure can have is here; a test reads the sources of the judge to hold that.
 */
import type { Code } from '../../judge/sentences/sentences.ts';

export interface Advice {
  /** The rule that was broken, as a sentence without its full stop. */
  readonly required: string;
  readonly cause: string;
  readonly attempt: string;
}

function advice(required: string, cause: string, attempt: string): Advice {
  return { required, cause, attempt };
}

const SEE_LOG = 'read the log of the pool at the time of the deciding event';
const SEE_ANSWER = 'look up the status and its Warning or Reason in the log of the pool';
const SEE_MEDIA = 'compare the address and port of the SDP with those to which the pool sends RTP';
const SEE_RESILIENCY = 'let the Call Park service ask for the mode before it takes a call';

/** The table; its chapters are those of the sentences. */
export const ADVICE = {
  // The situation.
  'demanded-phase-missed': advice(
    'the candidate reaches this phase within its bound',
    'the pool that takes over is down, or its failover or failback fails',
    'run the action of this phase by hand and read the log of the pool that takes over',
  ),
  'act-never-tried': advice(
    'the deed is tried when its turn comes',
    'an earlier step of the cell took the call away',
    'see the last events before this check',
  ),
  'act-failed': advice(
    'the call is set up and brought into the state that the cell is about',
    'the pool refused or ignored a request in normal service',
    'make the same call by hand while both pools are up',
  ),
  'park-without-parkee': advice(
    'a park that is reported as done leaves the parkee with the park server',
    'the pool reports success before it has called the parkee',
    'send the final NOTIFY only after the parkee has accepted the INVITE with Replaces',
  ),
  'park-answered-too-late': advice(
    'a park is answered within its bound',
    'the pool waits for something before it reports the park',
    'see in the log of the pool what it waits for, or raise `bounds.park`',
  ),
  'in-no-call': advice(
    'the party is in a call at this moment',
    'its call was ended by the candidate',
    'see the last BYE to this party in the ladder',
  ),
  'not-tried': advice(
    'the deed can be tried at this moment',
    'the call that it needs was ended or moved by the candidate',
    'see the last events of the call in the ladder',
  ),
  'call-lost-before-attempt': advice(
    'the call stays up until the attempt',
    'the candidate ends the calls that it has anchored when a pool changes its mode',
    'see which request ended the leg, and which process sent it',
  ),

  // Calls.
  'call-not-answered': advice(
    'a call to a registered user is answered',
    'the pool has lost the registration of the callee, or does not route in this phase',
    SEE_ANSWER,
  ),
  'call-answered-late': advice(
    'a call is answered within its bound',
    'the pool tries the dead pool first, or waits for a timer',
    'let the pool forget the address of the dead pool, or raise `bounds.setup`',
  ),
  'call-answered-elsewhere': advice(
    'the callee answers the call',
    'a stale binding leads the call to another phone or to the pool itself',
    'look at the bindings of the callee at the registrar',
  ),
  'joined-without-audio': advice(
    'the parties hear each other once the call is answered',
    'the SDP names an address of the dead pool, or a relay lost its state',
    SEE_MEDIA,
  ),
  'audio-late': advice(
    'the parties hear each other within the bound for a set-up',
    'the media relay starts late, or the SDP is sent late',
    SEE_MEDIA,
  ),
  'not-in-call': advice(
    'the party has a leg in the call',
    'the candidate never called this party, or ended its leg',
    'see the messages of the call in the ladder',
  ),
  'call-lost': advice(
    'the call stays up across the change of phase',
    'the pool ends its dialogs on shutdown, or a session timer runs out at the dead pool',
    'see which request ended the leg, and which process sent it',
  ),
  'not-heard': advice('both parties hear each other', 'the media runs through the pool that went down', SEE_MEDIA),
  'gap-too-long': advice(
    'the audio pauses for less than `bounds.gap`',
    'the media is anchored at the pool that went down, and is moved late',
    'let the media run directly between the phones, or move it sooner',
  ),
  'third-party-heard': advice(
    'only the parties of a call are heard in it',
    'the old leg was replaced but its media stream was left open',
    'end the media of a leg together with its dialog',
  ),
  'reinvite-failed': advice(
    'a re-INVITE within the call is accepted',
    'the pool is in the route of the dialog and refuses what is in it',
    SEE_ANSWER,
  ),
  'heard-on-hold': advice(
    'a party on hold is silent for the other one',
    'the relay goes on although the SDP says sendonly or inactive',
    'let the relay follow the direction of the SDP (RFC 3264 section 8.4)',
  ),
  'did-not-fall-silent': advice(
    'the voice falls silent within the bound',
    'the relay goes on although the SDP says sendonly or inactive',
    'let the relay follow the direction of the SDP (RFC 3264 section 8.4)',
  ),
  'hold-without-silence': advice(
    'a call on hold is silent',
    'the relay goes on although the SDP says sendonly or inactive',
    'let the relay follow the direction of the SDP (RFC 3264 section 8.4)',
  ),
  'transfer-failed': advice(
    'a transfer is accepted and reported with a 2xx',
    'the pool refuses REFER in this phase, or does not find the target',
    SEE_ANSWER,
  ),
  'transferred-without': advice(
    'after a transfer both remaining parties are in the call',
    'the transferee was told to call an address of the dead pool',
    'look at the Refer-To of the REFER and at the INVITE that follows it',
  ),
  'lost-after-transfer': advice(
    'after a transfer both remaining parties stay in the call',
    'the end of the old dialog also ends the new one',
    'see which request ended the leg, and which process sent it',
  ),
  'transferor-still-up': advice(
    'after a transfer the leg of the transferor is over',
    'the final NOTIFY came but its BYE was left out or went astray',
    'follow the BYE of the transferor in the ladder',
  ),
  'up-after-hang-up': advice(
    'a call that is hung up is over for both parties',
    'the BYE was answered but never passed on',
    'follow the BYE through the pool',
  ),
  'disconnected-late': advice(
    'the call ends within `bounds.disconnect`',
    'the end is noticed by a long timer alone',
    'shorten the session timer or the media timeout of the candidate',
  ),
  'heard-after-failed-probe': advice(
    'the audio of a dead call stops',
    'the media process outlives the process that speaks SIP',
    'end the media together with the SIP process',
  ),
  'heard-until-given-up': advice(
    'the call is over once its dialog is gone',
    'the media process outlives the process that speaks SIP',
    'end the media together with the SIP process',
  ),
  'end-not-seen': advice(
    'the call of the dead pool ends',
    'another process keeps the dialog alive',
    'see which address answers the re-INVITE in the ladder',
  ),
  'still-in-call': advice(
    'the call of the dead pool ends',
    'a copy of the call state lives on at the other pool',
    'see which address answers the re-INVITE in the ladder',
  ),
  'unknown-call-answered': advice(
    'a server answers 481 in a call of another machine',
    'the server takes a request in a dialog for a new one',
    'see which pool answers the re-INVITE in the ladder',
  ),
  'unknown-call-unanswered': advice(
    'a server answers 481 in a call of another machine',
    'the address leads to no pool, or the Contact of the call is not the shared address',
    'see where the re-INVITE was sent in the ladder',
  ),
  'register-not-sent': advice(
    'the phone registers',
    'the phone was told to stay with the dead pool',
    'see the last answer to a REGISTER of this phone',
  ),
  'registration-failed': advice(
    'the pool that serves the users accepts their REGISTER',
    'its registrar refuses or ignores users whose home is the other pool',
    SEE_ANSWER,
  ),
  'registration-put-off': advice(
    'the pool that serves the users accepts their REGISTER',
    'the pool answers 503 with a Retry-After that is longer than the phase may take',
    'shorten the Retry-After, or let the pool accept users as soon as it serves them',
  ),
  'registered-elsewhere': advice(
    'the users are registered at the pool that serves them in this phase',
    'the pool still redirects to the other one',
    'look at the Contact of the redirection',
  ),
  'binding-not-listed': advice(
    'a 200 to a REGISTER lists the binding of the phone (RFC 3261 section 10.3)',
    'the registrar answers before it stores, or stores in the dead database',
    'look at the Contact and Expires of the answer',
  ),
  'mode-query-failed': advice(
    'a REGISTER is answered and tells the mode',
    'the registrar refuses the refresh in this phase',
    SEE_ANSWER,
  ),
  'mode-not-announced': advice(
    'the answer to a REGISTER has a Presence-State header',
    'the pool leaves the header out in this phase',
    'let the registrar add Presence-State to each 200',
  ),
  'wrong-mode-announced': advice(
    'the announced mode is that of the phase',
    'the header is made from a flag that changes earlier or later than the service',
    'take the header from the same state as the Call Park service',
  ),

  // Parking.
  'park-failed': advice(
    'a call can be parked',
    'the Call Park service is still in resiliency mode, or finds no orbit that is free',
    SEE_ANSWER,
  ),
  'park-late': advice(
    'a park is done within `bounds.park`',
    'the pool tries the dead pool first, or waits for a timer',
    'see in the log of the pool what it waits for, or raise `bounds.park`',
  ),
  'never-parked': advice('the call is parked', 'an earlier park of the cell failed', 'see the park in the ladder'),
  'no-party-parked': advice(
    'after a park the parkee is with the park server',
    'the pool answers the request but never calls the parkee',
    'look for an INVITE with Replaces from the pool after the REFER',
  ),
  'no-longer-parked': advice(
    'a parked call stays parked',
    'the pool drops its parked calls when its mode changes',
    'see which request ended the leg, and which process sent it',
  ),
  'not-with-park-server': advice(
    'the parkee is with the park server',
    'the pool parked the parker in place of the parkee',
    'compare the tags of Replaces with those of the call',
  ),
  'parker-still-up': advice(
    'the leg of the parker ends with the park',
    'neither the pool nor the phone ended it',
    'see `park.end` in the candidate file, and which BYE is left out',
  ),
  'parkee-heard-party': advice(
    'a parkee hears the park server alone',
    'the old media stream was left open',
    'end the media of the replaced leg',
  ),
  'orbit-not-told': advice(
    'the parker is told the orbit',
    'the pool sends a bare 200 without a Contact',
    'compare `orbit.from` of the candidate file with the deciding message',
  ),
  'orbit-occupied': advice(
    'each parked call has an orbit of its own',
    'the pool frees an orbit too early, or counts afresh after a restart',
    'see when the pool frees an orbit',
  ),
  'orbit-lookup-unanswered': advice(
    'a SUBSCRIBE for an orbit is answered with its state',
    'the dialog event package is off in this phase',
    'subscribe to the orbit by hand, or leave `orbit-status` out of the capabilities',
  ),
  'orbit-lookup-unreadable': advice(
    'the state of an orbit is dialog-info that can be read (RFC 4235)',
    'the body breaks its form or its length',
    'validate the body of the deciding message',
  ),
  'orbit-showed-no-call': advice(
    'an orbit shows the call that is parked there',
    'the state is kept in the other pool',
    'subscribe to the orbit right after the park',
  ),
  'orbit-showed-another-call': advice(
    'an orbit shows the call that is parked there',
    'the state of an earlier call was left at the orbit',
    'subscribe to the orbit right after the park',
  ),
  'orbit-showed-wrong-state': advice(
    'a parked call is shown in the state that the dialect declares',
    'the pool shows the state of another leg',
    'compare `state.parked` of the candidate file with the deciding message',
  ),
  'call-shown-at-another-orbit': advice(
    'a call is shown at the orbit that was told',
    'the pool gives the orbit twice, in two counters',
    'compare the orbit of the final NOTIFY with that of dialog-info',
  ),
  'parked-without-music': advice(
    'a parkee hears music on hold',
    'the source of the music is missing at this pool',
    SEE_MEDIA,
  ),
  'music-gap-too-long': advice(
    'the music pauses for less than `bounds.gap`',
    'the music is streamed by the pool that went down',
    SEE_MEDIA,
  ),
  'parkee-probe-failed': advice(
    'the dialog of a parked call answers a re-INVITE',
    'the pool has forgotten the dialog and lets its media run on',
    SEE_ANSWER,
  ),
  'retrieval-failed': advice(
    'a parked call can be retrieved',
    'the orbit is unknown at this pool, or its dialog was dropped',
    SEE_ANSWER,
  ),
  'retrieval-lost': advice(
    'a retrieved call stays up',
    'the end of the park leg also ends the new call',
    'see which request ended the leg, and which process sent it',
  ),
  'retrieved-without-parkee': advice(
    'the retriever is joined with the parkee',
    'the pool answers before it has the parkee, or plays an announcement',
    'look at the answer and at the INVITE to the parkee',
  ),
  'retriever-parked': advice(
    'the retriever is joined with the parkee',
    'the pool takes the retrieval for a new park',
    'see how the pool tells a retrieval from a park',
  ),
  'park-leg-still-up': advice(
    'the park leg ends with the retrieval',
    'Replaces was accepted but the replaced dialog lives on',
    'end the replaced dialog with a BYE (RFC 3891 section 3)',
  ),
  'music-after-retrieval': advice(
    'the music ends with the retrieval',
    'the stream of the park leg is left open',
    'end the music together with the park leg',
  ),
  'no-call-to-retrieve': advice(
    'the orbit leads to the parked call',
    'the pool shows the orbit as empty after the park',
    'subscribe to the orbit right after the park',
  ),
  'retrieval-without-lookup': advice(
    'a SUBSCRIBE for an orbit is answered with its state',
    'the dialog event package is off in this phase',
    'subscribe to the orbit by hand',
  ),
  'retrieval-lookup-unreadable': advice(
    'the state of an orbit is dialog-info that can be read (RFC 4235)',
    'the body breaks its form or its length',
    'validate the body of the deciding message',
  ),
  'retrieved-twice': advice(
    'a call can be retrieved once, and its orbit is free afterwards',
    'the pool frees the orbit later than the call leaves it',
    'free the orbit when the retrieval is answered',
  ),
  'orbit-still-leads-to-call': advice(
    'an orbit is free once its call is retrieved',
    'the redirection of the orbit outlives the call',
    'free the orbit when the retrieval is answered',
  ),
  'called-back': advice(
    'the timers of a call end with it',
    'the pickup timer outlives the outage',
    'drop the timers of the calls that the outage ended',
  ),
  'still-parked': advice(
    'the calls of the dead pool are over and their orbits are free',
    'the media process outlives the process that speaks SIP',
    'end the media together with the SIP process',
  ),
  'ghost-call': advice(
    'the orbits of the dead pool are empty, on both pools',
    'the pool restores its parked calls from a store when it starts',
    'drop the stored calls whose dialogs are gone',
  ),
  'sent-on-to-call': advice(
    'an orbit is empty once its call is over',
    'the redirection of the orbit outlives the call',
    'drop the stored calls whose dialogs are gone',
  ),
  'orbit-in-use': advice(
    'an orbit is free once its call is over',
    'the pool restores its parked calls from a store, or leaks them',
    'drop the stored calls whose dialogs are gone',
  ),
  'dial-heard-voice': advice(
    'an empty orbit leads to the sound of the server at most',
    'the pool kept the media of the old call',
    'end the media together with the call',
  ),
  'dial-was-heard': advice(
    'an empty orbit leads to the sound of the server at most',
    'the pool kept the media of the old call',
    'end the media together with the call',
  ),

  // Refusals.
  'refused-late': advice(
    'a refusal comes within its bound',
    'the pool tries the dead pool first, or waits for a timer',
    'refuse at once with 503 and a Warning',
  ),
  'unanswered-not-refused': advice(
    'a pool in resiliency mode answers with a refusal',
    'the Call Park service is down while its pool is up',
    'refuse with 503 and a Warning while the service is down',
  ),
  'neither-done-nor-refused': advice(
    'a request is refused with a final failure, 400 or above',
    'the pool accepts the request and then drops it',
    'report the failure in the answer or in the final NOTIFY',
  ),
  'accepted-not-refused': advice(
    'a request is refused with a final failure, 400 or above',
    'the mode of the phase is unknown to the service',
    SEE_RESILIENCY,
  ),
  'pool-died-instead-of-refusing': advice(
    'the pool is up and refuses',
    'the request crashed the pool, or the pool depends on its peer',
    SEE_LOG,
  ),
  'call-lost-by-refusal': advice(
    'the call stays connected when its park is refused',
    'the pool has replaced or ended the leg before it refuses',
    'refuse first, and touch the call only afterwards',
  ),
  'parked-although-forbidden': advice(
    'a pool in resiliency mode refuses to park',
    'the Call Park service is up before failover or failback is complete',
    SEE_RESILIENCY,
  ),
  'parkee-taken-although-forbidden': advice(
    'a pool in resiliency mode leaves the parkee where it is',
    'the pool calls the parkee before it asks for the mode',
    SEE_RESILIENCY,
  ),
  'orbit-used-by-refused-park': advice(
    'a refused park leaves the orbits as they were',
    'the orbit is taken first and freed only on success',
    'free the orbit when the park is refused',
  ),
  'parked-instead-of-refused': advice(
    'a retrieval that must be refused gets a final failure',
    'the pool takes the retrieval for a new park',
    'see how the pool tells a retrieval from a park',
  ),
  'parkee-dropped-by-refusal': advice(
    'a refused retrieval leaves the parked call as it was',
    'the pool ends the park leg before it refuses',
    'refuse first, and touch the call only afterwards',
  ),

  // Settings.
  'orbit-outside-range': advice(
    'the orbit is in the range of the pool that serves the users',
    "the pool parks with the other pool's settings",
    'compare the orbit range of both pools with `pools` of the candidate file',
  ),
  'wrong-music': advice(
    'the music on hold is that of the pool that serves the users',
    "the pool parks with the other pool's settings",
    'compare the music of both pools with `settings` of the candidate file',
  ),
  'music-not-heard': advice(
    'the music on hold is that of the pool that serves the users',
    'the source of the music is missing at this pool',
    'compare the music of both pools with `settings` of the candidate file',
  ),
  'rung-back-too-often': advice(
    'the parker is rung back as often as the pool declares',
    "the pool counts with the other pool's settings",
    'compare `pickup-attempts` of both pools',
  ),
  'rung-back-too-seldom': advice(
    'the parker is rung back as often as the pool declares',
    "the pool counts with the other pool's settings",
    'compare `pickup-attempts` of both pools',
  ),
  'pool-did-not-go-on': advice(
    'after the last pickup attempt the call goes to the timeout target, or ends',
    'the timeout target is unknown at this pool',
    'compare `timeout-target` of both pools',
  ),
  'not-rung-back': advice(
    'the parker is rung back when the pickup timeout is over',
    'the timer is lost in the change of pools, or the parker is unreachable',
    'compare `pickup-timeout` of both pools, and see the log at that time',
  ),
  'pickup-timeout-differs': advice(
    'the parker is rung back after the pickup timeout of the pool that serves the users',
    "the pool parks with the other pool's settings",
    'compare `pickup-timeout` of both pools',
  ),
  'timeout-target-not-called': advice(
    'the timeout target is called after the last pickup attempt',
    'the timeout target is unknown at this pool',
    'compare `timeout-target` of both pools',
  ),
  'timeout-target-not-in-call': advice(
    'the timeout target gets the parked call',
    'the pool calls the target but leaves the call with the park server',
    'follow the INVITE to the target in the ladder',
  ),
  'parkee-lost-at-target': advice(
    'the parkee is in the call that the timeout target gets',
    'the park leg ends before the target has answered',
    'end the park leg only when the target has the parkee',
  ),
  'music-at-target': advice(
    'the music ends when the timeout target has the call',
    'the stream of the park leg is left open',
    'end the music together with the park leg',
  ),
  'park-leg-at-target': advice(
    'the park leg ends when the timeout target has the call',
    'the replaced dialog lives on',
    'end the replaced dialog with a BYE (RFC 3891 section 3)',
  ),

  // Timers.
  'called-by-timer': advice(
    'the timers of a call end when it leaves its orbit',
    'the pickup timer outlives the retrieval or the hang-up',
    'cancel the pickup timer when the call leaves its orbit',
  ),
  'heard-after-end': advice(
    'a call that is over is silent',
    'the media process outlives the dialog',
    'end the media together with the dialog',
  ),

  // The aftermath.
  'pool-died': advice(
    'each pool runs until parkspec ends it',
    'the pool depends on its peer, or crashes on a message',
    'read the end of its log in the folder of the cell',
  ),
  'unsolicited-call': advice(
    'each call of the candidate follows from a request',
    'a timer or a stored call outlives its reason',
    'see what the pool stores across a restart',
  ),
  'leg-never-ended': advice(
    'each leg ends when its call is hung up',
    'the pool passes no BYE on to the other leg',
    'follow the BYE through the pool',
  ),
  'bye-unanswered': advice(
    'each BYE is answered',
    'the pool has forgotten the dialog, or routes the BYE to the dead pool',
    'follow the Route of the BYE in the ladder',
  ),
  'park-bye-unanswered': advice(
    'each BYE is answered',
    'the park service has forgotten the dialog of the parked call',
    'follow the BYE in the log of the pool',
  ),
  'bye-refused': advice(
    'a BYE of a dialog that is up is answered 2xx',
    'the pool has forgotten the dialog',
    SEE_ANSWER,
  ),
  'other-side-not-ended': advice(
    'the other leg ends within `bounds.disconnect`',
    'the B2BUA passes no BYE on',
    'follow the BYE through the pool',
  ),
  'session-not-refreshed': advice(
    'the side that agreed to refresh a session does so (RFC 4028)',
    'the session timer is lost in the change of pools',
    'keep the session timer with the dialog',
  ),
  'refresh-not-accepted': advice(
    'a refresh of a session that is up is accepted (RFC 4028)',
    'the pool has forgotten the dialog',
    SEE_ANSWER,
  ),
  'late-bye': advice(
    'a leg that is over stays over',
    'the pool ends its dialogs again after a restart or a timer',
    'drop the state of a dialog when it ends',
  ),
  'bye-without-dialog': advice(
    'each BYE belongs to a dialog of its phone',
    'the pool mixes up the tags of two dialogs',
    'compare Call-ID and tags of the BYE with those of the calls',
  ),
  'call-lost-unwatched': advice(
    'the call stays up until it is hung up',
    'the candidate ends calls when a pool changes its mode',
    'see which request ended the leg, and which process sent it',
  ),
  'orbit-in-use-at-end': advice(
    'each orbit is free once its call is hung up',
    'the pool frees an orbit by a retrieval alone',
    'free the orbit when the parkee hangs up',
  ),

  // Every check.
  'unreadable-request-too': advice(
    'a request keeps to RFC 3261',
    'a header or the length of the body is wrong',
    'compare the deciding message with RFC 3261 section 25',
  ),
  'led-astray': advice(
    'the candidate sends phones to addresses of the cell alone',
    'a Contact, Route or SDP names an address outside of the network',
    'set the address that the candidate advertises',
  ),
  'led-astray-too': advice(
    'the candidate sends phones to addresses of the cell alone',
    'a Contact, Route or SDP names an address outside of the network',
    'set the address that the candidate advertises',
  ),
  'no-srtp': advice(
    'every audio stream is SRTP, keyed by a=crypto in the session description',
    'the candidate describes RTP/AVP, sends plain RTP, or uses a key that it did not describe',
    'turn on SRTP with SDES at the candidate, also for its music and its media relay',
  ),
  'no-srtp-too': advice(
    'every audio stream is SRTP, keyed by a=crypto in the session description',
    'the candidate describes RTP/AVP, sends plain RTP, or uses a key that it did not describe',
    'turn on SRTP with SDES at the candidate, also for its music and its media relay',
  ),
  'stranger-heard': advice(
    'a party hears the parties of its own calls alone',
    'the pool joins two calls, or gives a media port twice',
    'compare the media ports of both calls',
  ),
  'stranger-heard-too': advice(
    'a party hears the parties of its own calls alone',
    'the pool joins two calls, or gives a media port twice',
    'compare the media ports of both calls',
  ),
  'advisory-counts': advice(
    'under `--strict` each recommendation counts as a rule',
    'the candidate departs from a SHOULD',
    'follow the source that the finding names, or run without `--strict`',
  ),
} as const satisfies Partial<Record<Code, Advice>>;

/** Of a verdict that was stored before findings had codes, or with one that this version does not know. */
const UNKNOWN = advice(
  'the requirement of this cell holds',
  'this version has no entry for the finding',
  'judge the history again with `parkspec judge`',
);

export function adviceOn(code: string | undefined): Advice {
  const table: Readonly<Record<string, Advice>> = ADVICE;
  return (code !== undefined && Object.hasOwn(table, code) ? table[code] : undefined) ?? UNKNOWN;
}
