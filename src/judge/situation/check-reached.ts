/** Whether a check was reached at all: phases missed, faults that did not bite, a primary that died too early. */
import { effectOf } from '../../candidate/candidate.ts';
import { PHASES, type Phase } from '../../suite/cell.ts';
import type { Facts } from '../facts.ts';
import { error, fail, type Finding, inconclusive } from '../finding.ts';
import { type Range, within } from '../evidence/hearing.ts';
import { unlessLate, unlessLateOnTheWay } from '../excuse/lateness.ts';
import type { Seen } from '../evidence/seen-messages.ts';
import { cutWait } from '../excuse/network-cost.ts';
import { servedFrom } from '../evidence/behind-edge.ts';
import { isHarmful, upTo } from '../evidence/phases.ts';
import { diedByItself, howItDied } from '../evidence/processes.ts';
import { WORDS } from '../sentences/field-words.ts';

/** The bench broke, at the latest by the given event. */
export function broken(facts: Facts, n: number): Finding | undefined {
  const note = facts.troubles.find((trouble) => trouble.n <= n);
  if (note === undefined) return undefined;
  const { text: trouble, cause, hint, stage } = note;
  return error('bench-failed', { trouble, cause: cause?.split('\n', 1)[0], hint, stage }, { evidence: [note.n] });
}

/** A check that was never carried out, or not to its end. */
export function unfinished(facts: Facts, started: boolean): Finding {
  const where = started ? WORDS.duringCheck : WORDS.beforeCheck;
  switch (facts.end) {
    case 'deadline':
      return inconclusive('deadline-reached', { where });
    case 'interrupted':
      return inconclusive('run-interrupted', { where });
    case 'trouble':
      return error('bench-failed-meanwhile', { where });
    case 'complete':
      return error('bench-stopped', { where });
    case undefined:
      return error('history-cut-off', { where });
  }
}

/** The phase of a check, or one on the way to it, was missed: a failure where the table itself demands that phase. */
export function phaseMissed(facts: Facts, phase: Phase): Finding | undefined {
  for (const each of upTo(phase)) {
    const missed = facts.phases.of(each).missed;
    if (missed === undefined) continue;
    const why = withUnreadable(facts, each, missed.why ?? WORDS.noProof);
    const evidence = [missed.n];
    // A script that takes too long says nothing about the server.
    if (facts.cell.demands.includes(each) && missed.overran !== true) {
      const from = facts.phases.of(each).entering?.n ?? missed.n;
      const failed = fail('demanded-phase-missed', { phase: each, why }, { evidence, ...halfOfTime(facts, each) });
      return unlessLate(facts, from, missed.n + 1, notByUs(facts, each, failed));
    }
    const finding = inconclusive(missedCode(each, missed), { phase: each, why }, { evidence });
    return unlessLateOnTheWay(facts, missed, finding);
  }
  return undefined;
}

/** A candidate that had half of its time without any delay of ours had enough to show the phase to us. */
function halfOfTime({ candidate }: Facts, phase: Phase): { readonly lackMs?: number } {
  return phase === 'normal' ? {} : { lackMs: candidate.transitions[phase].within / 2 };
}

/** The first answer that came on the way to a phase and could not be read may be the proof that is missing. */
function withUnreadable(facts: Facts, phase: Phase, why: string): string {
  const { entering, missed } = facts.phases.of(phase);
  const range = { from: entering?.n ?? 0, to: missed?.n ?? 0 };
  const came = facts.messages.unreadable.find(({ kind, n }) => kind === 'answer' && within(n, range));
  return came === undefined ? why : WORDS.besideUnreadable(why, came.tap, came.method, came.reason);
}

/** Where the candidate file brings the phase about, it may be to blame. */
function missedCode(phase: Phase, { overran }: { readonly overran?: true }) {
  return phase === 'normal' || phase === 'outage' || overran === true ? 'phase-missed' : 'transition-missed';
}

/** A phase was missed by the candidate when it had all its time beside what our own network took. */
function notByUs(facts: Facts, phase: Phase, missed: Finding): Finding {
  const { entering, missed: line } = facts.phases.of(phase);
  const bound = phase === 'normal' ? undefined : facts.candidate.transitions[phase].within;
  if (entering === undefined || line === undefined || bound === undefined) return missed;
  const cut = cutWait(facts, { from: entering.t, to: line.t }, bound);
  if (cut === undefined) return missed;
  const { took, waited, evidence } = cut;
  return inconclusive('wait-cut-by-network', { took, waited, because: missed }, { evidence });
}

/** Why the situation of a check is another one than the spec describes, though all phases were walked. */
export function situationOtherwise(facts: Facts, phase: Phase, n: number): Finding | undefined {
  return phaseUnproven(facts, phase) ?? faultFailed(facts, phase, n);
}

/**
 * Why the outage is another one than was meant, up to an event. Anything seen after that, also that
 * a phase was not reached which the table demands, is not what the table speaks of.
 */
export function outageOtherwise(facts: Facts, n: number): Finding | undefined {
  return earlyDeath(facts, n) ?? killedFromOutside(facts, n) ?? undone(facts, n) ?? stillAnswers(facts, n);
}

function phaseUnproven(facts: Facts, phase: Phase): Finding | undefined {
  const lacking = facts.cell.scenario
    .map((part) => part.phase)
    .find((each) => PHASES.indexOf(each) <= PHASES.indexOf(phase) && facts.phases.of(each).reached === undefined);
  return lacking === undefined ? undefined : inconclusive('phase-unproven', { phase: lacking });
}

/** The primary may only die when it is made to. */
function earlyDeath(facts: Facts, n: number): Finding | undefined {
  // A pool that never came up is told of by the phase that was missed, with its last words.
  if (facts.phases.of('normal').missed !== undefined) return undefined;
  const outage = facts.phases.outage();
  const died = diedByItself(facts, Math.min(n, outage?.n ?? n), 'primary');
  if (died === undefined) return undefined;
  const when = outage === undefined ? WORDS.beforeOutage : WORDS.beforeFault;
  return inconclusive('primary-died-early', { how: howItDied(died), when }, { evidence: [died.n] });
}

/** Nothing kills itself like this: it was somebody's hand, or the system in want of memory. */
function killedFromOutside(facts: Facts, n: number): Finding | undefined {
  const killed = diedByItself(facts, n, undefined, ({ signal }) => signal === 'SIGKILL');
  if (killed === undefined) return undefined;
  return inconclusive('pool-killed-from-outside', { pool: killed.pool }, { evidence: [killed.n] });
}

/** A pool that comes back while it should be away was not away for as long as the spec says. */
function undone(facts: Facts, n: number): Finding | undefined {
  const back = facts.phases.faults.find((line) => line.state === 'undone' && line.n <= n);
  if (back === undefined) return undefined;
  const { pool, fault, proof = WORDS.poolBack } = back;
  return inconclusive('pool-returned', { pool, fault, proof }, { evidence: [back.n] });
}

/** Each fault that was intended must have been proven, and each that the profile has the bench cause must be there. */
export function faultFailed(facts: Facts, phase: Phase, n: number): Finding | undefined {
  const { faults } = facts.phases;
  const notApplied = faults.find((line) => line.state === 'not-applied' && line.n <= n);
  if (notApplied !== undefined) {
    const { pool, fault, proof = WORDS.faultUnseen } = notApplied;
    return inconclusive('fault-not-applied', { pool, fault, proof }, { evidence: [notApplied.n] });
  }
  if (!upTo(phase).includes('outage')) return undefined;
  for (const action of facts.candidate.transitions.outage.actions) {
    const meant = effectOf(action);
    if (meant?.effect !== 'takes') continue;
    const applied = faults.some(
      (line) => line.state === 'applied' && isHarmful(line) && line.pool === meant.pool && line.n <= n,
    );
    if (!applied) return inconclusive('outage-unproven', { pool: meant.pool, fault: action.kind });
  }
  return undefined;
}

/**
 * A pool that was taken away and yet answers new requests was not taken away. Answers in a dialog are another facts:
 * what is left of a pool may keep a call up, and that is for the checks to find out. So is a call that gets parked at the
 * address of a pool that is gone and says no more to OPTIONS: somebody parks there, when nobody must.
 */
function stillAnswers(facts: Facts, n: number): Finding | undefined {
  const back = Math.min(n, facts.phases.of('failback').entering?.n ?? n);
  for (const fault of facts.phases.faults) {
    if (fault.state !== 'applied' || !isHarmful(fault)) continue;
    // An edge may be brought back before the primary is.
    const returned = facts.phases.faults.find(
      (later) => later.pool === fault.pool && later.n > fault.n && !isHarmful(later),
    );
    const range = { from: fault.n, to: Math.min(back, returned?.n ?? back) };
    const answer = servedFrom(facts.run, fault.pool)
      .map((address) => newRequestAnswered(facts, address, range))
      .find((each) => each !== undefined);
    if (answer === undefined) continue;
    const seen = { pool: fault.pool, fault: fault.fault, method: answer.method };
    return inconclusive('pool-still-answered', seen, { evidence: [answer.n] });
  }
  return undefined;
}

/** The answer of an address to the first request of a range that is in no dialog and that it answered in the range. */
function newRequestAnswered(facts: Facts, address: string, range: Range): Seen | undefined {
  const { messages } = facts;
  const answers = new Map<Seen, Seen>();
  for (const answer of messages.responsesFrom(address, range)) {
    for (const request of messages.answeredBy(answer)) {
      const isNew = request.n >= range.from && request.toTag === undefined;
      if (isNew && !answers.has(request) && !wasTakenOver(facts, request)) answers.set(request, answer);
    }
  }
  const first = answers.size === 0 ? undefined : messages.during(range).find((seen) => answers.has(seen));
  return first && answers.get(first);
}

function wasTakenOver({ parkings }: Facts, request: Seen): boolean {
  return parkings.some(({ request: asked, parkLeg }) => asked?.n === request.n && parkLeg !== undefined);
}
