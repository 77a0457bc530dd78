/** The aftermath of a cell: what must be over by then, and what must not come any more. */
import { AGAIN, advised, ms, type Said } from './phrases.ts';

export const AFTERMATH = {
  'nothing-left-behind': ({ dialogs, lookups }: { dialogs: number; lookups: number }) => {
    const over = dialogs === 0 ? 'no dialog had stood' : `every dialog was over (${dialogs} at the phones)`;
    return lookups === 0
      ? `${over}, and nothing came late`
      : `${over}, no orbit was shown in use (asked ${lookups} times), and nothing came late`;
  },

  'no-call-stood': () =>
    advised('no call of the cell was ever set up, so there was nothing to leave behind', 'see why no call was set up'),

  'never-ready': () =>
    advised(
      'phones and pools were never ready, so they had nothing to leave behind',
      'see why phase normal was not reached',
    ),

  'cell-incomplete': ({ phase }: { phase: string }) =>
    advised(
      `the cell ended at phase ${phase}, which was not reached, so its later calls were never made`,
      `see why phase ${phase} was not reached`,
    ),

  'pool-died': ({ pool, phase, how }: { pool: string; phase: string; how: string }) =>
    `the ${pool} pool ended by itself in phase ${phase} (${how})`,

  'unsolicited-call': ({ party }: { party: string }) =>
    `the candidate called ${party} although no request explains the call`,

  'leg-never-ended': ({ party, leg }: { party: string; leg: string }) => `the leg of ${party} (${leg}) never ended`,

  'bye-unanswered': ({ pool, party }: { pool: string; party: string }) =>
    `${pool} did not answer the BYE of ${party}, so its dialog may have leaked`,

  'park-bye-unanswered': ({ pool, party }: { pool: string; party: string }) =>
    `${pool} did not answer the BYE with which ${party} left its orbit, so its dialog may have leaked`,

  'bye-refused': ({ party, from, answer }: { party: string; from: string; answer: string }) =>
    `${party} hung up a leg that was still up, and ${from} answered its BYE ${answer}; 2xx is right`,

  'other-side-not-ended': ({ party, other, bound }: { party: string; other: string; bound: number }) =>
    `${other} hung up, and the candidate did not end the leg of ${party}; it may take ${ms(bound)}`,

  'session-not-refreshed': ({ party, from, seconds }: { party: string; from: string; seconds: number }) =>
    `${from} agreed to refresh its session of ${seconds} s with ${party}, and did not, so the phone of ${party} ended it`,

  'refresh-not-accepted': ({ party, from, seconds }: { party: string; from: string; seconds: number }) =>
    `the phone of ${party} could not refresh its session of ${seconds} s with ${from}, which was agreed on, and ended it`,

  'other-side-watched-too-briefly': (seen: { party: string; other: string; watched: number; needed: number }) =>
    advised(
      `${seen.other} hung up, and the leg of ${seen.party} was watched for ${ms(seen.watched)} of ${ms(seen.needed)}`,
      'set `bounds.disconnect` to less if the candidate needs less; otherwise run the cell again',
    ),

  'last-deed-watched-too-briefly': ({ call, watched, needed }: { call: string; watched: number; needed: number }) =>
    advised(`call ${call} was watched for ${ms(watched)} of ${ms(needed)} after the last deed in it`, AGAIN),

  'end-watched-too-briefly': ({ watched, needed }: { watched: number; needed: number }) =>
    advised(`when every call was hung up, late messages were watched for ${ms(watched)} of ${ms(needed)}`, AGAIN),

  'late-bye': ({ party, from, late, bound }: { party: string; from: string; late: number; bound: number }) =>
    `${party} got a late BYE from ${from}, ${ms(late)} after its leg was over; at most ${ms(bound)} are allowed`,

  'bye-without-dialog': ({ party, from }: { party: string; from: string }) =>
    `${party} got a BYE from ${from} for a dialog that it never had`,

  'call-lost-unwatched': ({ party, call, end }: { party: string; call: string; end: string }) =>
    `${party} lost call ${call} before it was hung up: ${end}`,

  'orbit-in-use-at-end': ({ because }: { because: Said }) => `${because.reason} after every call was hung up`,

  'orbit-not-asked': ({ orbit }: { orbit: string }) =>
    advised(`no phone asked whether orbit ${orbit} is still in use`, AGAIN),
};
