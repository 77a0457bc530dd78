/** The post-conditions of every cell: no leaked dialog, no late BYE, no orbit in use, no stranger, no pool that died. */
import { noByeWithoutDialog, noLateBye } from './byes.ts';
import type { Facts } from '../facts.ts';
import { allOf, error, fail, type Finding, inconclusive, pass, retold } from '../finding.ts';
import { unlessLate, unlessLateOnTheWay } from '../excuse/lateness.ts';
import { noLeak, parkByesAnswered } from './leaks.ts';
import { sessionsRefreshed } from './expired-sessions.ts';
import { nothingLeft, somethingStood } from './looked-at.ts';
import { nothingLost } from './lost.ts';
import { otherSideEnded } from './other-side.ts';
import { byesAccepted } from './refused-byes.ts';
import { calledUnknowing } from '../excuse/network-cost.ts';
import { shownEmpty } from '../outcome/nobody.ts';
import { diedByItself, howItDied } from '../evidence/processes.ts';
import { faultFailed, outageOtherwise } from '../situation/check-reached.ts';
import type { Excerpt } from '../excerpt.ts';
import { strangerIn } from './strangers.ts';
import { afterReason, unsolicitedCalls } from './unsolicited-calls.ts';
import { WORDS } from '../sentences/field-words.ts';

export function aftermath(excerpt: Excerpt): Finding {
  const { facts, phase, range } = excerpt;
  const stranger = noStranger(facts);
  if (stranger.verdict === 'fail') return stranger;
  // Where no outage is meant to come, a pool that dies has no excuse.
  const hasOutage = facts.cell.scenario.some((part) => part.phase === 'outage');
  const spoilt = hasOutage ? (outageOtherwise(facts, range.to) ?? faultFailed(facts, phase, range.to)) : undefined;
  if (spoilt !== undefined) return spoilt;
  const findings = [
    noDeath(excerpt),
    noUnsolicitedCall(excerpt),
    noLateBye(excerpt),
    noByeWithoutDialog(excerpt),
    nothingLost(excerpt),
    otherSideEnded(excerpt),
    sessionsRefreshed(excerpt),
    noLeak(excerpt),
    parkByesAnswered(excerpt),
    byesAccepted(excerpt),
    noOrbitInUse(excerpt),
    somethingWasThere(excerpt.facts),
    wentToItsEnd(facts),
    somethingStood(excerpt),
  ];
  const failed = findings.find(({ verdict }) => verdict === 'fail');
  const all = failed ?? unended(excerpt.facts) ?? findings.reduce((sum, next) => allOf(sum, next));
  return all.verdict === 'pass' ? nothingLeft(excerpt, all) : all;
}

/** A history without an end was cut off; what came after that is not known. */
function unended({ end }: Facts): Finding | undefined {
  return end === undefined ? error('history-cut-off', { where: WORDS.beforeEnd }) : undefined;
}

/** A call that never began leaves nothing behind, and proves nothing by that. */
function somethingWasThere(facts: Facts): Finding {
  const { reached, missed } = facts.phases.of('normal');
  if (reached !== undefined) return pass('nothing-wrong', {});
  const neverReady = inconclusive('never-ready', {});
  return missed === undefined ? neverReady : unlessLateOnTheWay(facts, missed, neverReady);
}

/** Calls that were never made left nothing behind. */
function wentToItsEnd(facts: Facts): Finding {
  const { cell, phases } = facts;
  const missed = cell.scenario.map(({ phase }) => phases.of(phase).missed).find((line) => line !== undefined);
  if (missed === undefined) return pass('nothing-wrong', {});
  const incomplete = inconclusive('cell-incomplete', { phase: missed.phase }, { evidence: [missed.n] });
  return unlessLateOnTheWay(facts, missed, incomplete);
}

function noStranger(facts: Facts): Finding {
  const stranger = strangerIn(facts, { from: 0, to: Number.POSITIVE_INFINITY });
  if (stranger === undefined) return pass('nothing-wrong', {});
  const { listener, speaker, n } = stranger;
  return fail('stranger-heard', { listener, speaker }, { evidence: [n] });
}

/** The primary's death before the fault spoils the cell; any other death that was not asked for is the candidate's failure. */
function noDeath({ facts, range }: Excerpt): Finding {
  const died = diedByItself(facts, range.to);
  // A pool that never came up cannot die; the phase that was missed tells why.
  if (died === undefined || facts.phases.of('normal').reached === undefined) return pass('nothing-wrong', {});
  const death = { pool: died.pool, phase: facts.phases.at(died.n) ?? 'normal', how: howItDied(died) };
  return fail('pool-died', death, { evidence: [died.n] });
}

function noUnsolicitedCall({ facts, range }: Excerpt): Finding {
  const [call] = unsolicitedCalls(facts, { from: 0, to: range.to });
  if (call === undefined) return pass('nothing-wrong', {});
  const unknowing = calledUnknowing(facts, call.invite);
  if (unknowing !== undefined) return unknowing;
  const lackMs = afterReason(facts, call);
  const unsolicited = fail('unsolicited-call', { party: call.tap }, { evidence: [call.invite.n], lackMs });
  // A late harness may have given up what the call was for.
  return unlessLate(facts, 0, range.to, unsolicited);
}

function noOrbitInUse({ facts, actions }: Excerpt): Finding {
  const ids = new Set(actions.map(({ id }) => id));
  const found = facts.lookups.filter(({ action }) => ids.has(action.id)).map((lookup) => shownEmpty(facts, lookup));
  const failed = found.find(({ verdict }) => verdict === 'fail');
  if (failed !== undefined) return retold(failed, 'orbit-in-use-at-end', { because: failed });
  return (
    found.find(({ verdict }) => verdict !== 'pass') ??
    found.reduce((sum, next) => allOf(sum, next), unasked(facts, found.length))
  );
}

function unasked(facts: Facts, asked: number): Finding {
  const orbit = facts.parkings.find((parking) => parking.orbit !== undefined)?.orbit;
  if (orbit === undefined || asked > 0 || !facts.candidate.capabilities.includes('orbit-status'))
    return pass('nothing-wrong', {});
  return inconclusive('orbit-not-asked', { orbit });
}
