/** Proofs that a phase is reached: seen on the wire or asked of the candidate, never assumed from elapsed time. */
import type { Transition, TransitionProof } from '../../candidate/candidate.ts';
import type { Phase, PoolName } from '../../suite/cell.ts';
import { register } from '../perform-deed.ts';
import { hasBothLines, staysBy } from '../../candidate/phone-policy.ts';
import { homePool, type Stage } from '../stage.ts';
import { isProven, ruleToStay } from '../staying.ts';
import { proveFromOutside } from './proof-from-outside.ts';
import { poll } from '../../poll.ts';

/** Undefined when all proofs came in time; else the first that did not. */
export async function prove(stage: Stage, phase: Phase, transition: Transition): Promise<string | undefined> {
  const deadline = performance.now() + transition.within;
  for (const proof of transition.proofs) {
    const left = Math.max(1, deadline - performance.now());
    const missing = await proveOne(stage, { ...stage, phase }, proof, left);
    if (missing !== undefined) return missing;
  }
  return undefined;
}

async function proveOne(
  stage: Stage,
  ahead: Stage,
  proof: TransitionProof,
  within: number,
): Promise<string | undefined> {
  if (proof.kind === 'registered') return proveRegistered(ahead, proof.pool, within);
  if (proof.kind === 'header') return proveHeader(ahead, proof, within);
  return proveFromOutside({ ...stage, silence: stage.candidate.bounds.probe }, proof, within);
}

/**
 * Each phone that is not registered at the pool yet, again and again, until it is; the pools decide how soon they let it. A phone
 * asks where it was first, since that pool may redirect it, and then the pool where it is wanted, since not all do. One
 * that is registered there sends nothing: a pool that has lost its users must not get them back by our asking.
 */
export async function proveRegistered(stage: Stage, pool: PoolName, within: number): Promise<string | undefined> {
  const phones = [...stage.phones.values()];
  const late = await Promise.all(
    phones.map((phone) => {
      const { party } = phone;
      let attempts = 0;
      return poll(stage.signal, within, async () => {
        if (isProven(stage, phone, pool) || ruleToStay(stage, phone, pool) !== undefined) return undefined;
        attempts += 1;
        const result = await register(stage, party, undefined, attempts % 2 === 0 ? { pool, first: pool } : { pool });
        return result.ok ? undefined : `${party} is not registered at ${pool}: ${result.why}`;
      });
    }),
  );
  if (phones.every((phone) => ruleToStay(stage, phone, pool) !== undefined)) {
    return `every phone is in a call and stays where it is (phones: ${staysBy(stage.candidate, pool)})`;
  }
  const missing = late.find((one) => one !== undefined);
  if (missing === undefined && stage.phase === 'normal') await registerBeside(stage);
  return missing;
}

/** The second line of each phone, where they have one. A backup that takes nobody yet is no trouble: it is asked again when it is needed. */
async function registerBeside(stage: Stage): Promise<void> {
  if (!hasBothLines(stage.candidate)) return;
  const within = stage.candidate.bounds.setup;
  await Promise.all(
    [...stage.phones.values()].map(async (phone) => {
      await phone.register(['backup'], { within });
      if (phone.registeredAt('backup') === undefined) return;
      stage.recorder.append({
        kind: 'policy',
        tap: phone.party,
        does: 'registers',
        pool: 'backup',
        rule: 'register: both',
      });
    }),
  );
}

/** The answer to a REGISTER carries a header that tells the mode, such as Presence-State. */
function proveHeader(
  stage: Stage,
  proof: Extract<TransitionProof, { kind: 'header' }>,
  within: number,
): Promise<string | undefined> {
  const pool = homePool(stage);
  const party = [...stage.phones.values()].find((phone) => ruleToStay(stage, phone, pool) === undefined)?.party;
  if (party === undefined) return Promise.resolve('no phone to look for a header with');
  return poll(stage.signal, within, async () => {
    const lines: string[] = [];
    const watching = new AbortController();
    const seen = stage.recorder.next(
      (event) => {
        if (event.kind !== 'sip' || event.tap !== party || event.direction !== 'in') return false;
        lines.push(...event.text.split('\r\n').filter((line) => startsWithHeader(line, proof.name)));
        return lines.some((line) => line.includes(proof.contains));
      },
      within,
      watching.signal,
    );
    await register(stage, party, undefined);
    watching.abort();
    if ((await seen) !== undefined) return undefined;
    return `${proof.name} of the REGISTER answer does not show "${proof.contains}": ${lines.join(' ') || 'no such header'}`;
  });
}

function startsWithHeader(line: string, name: string): boolean {
  return line.toLowerCase().startsWith(`${name.toLowerCase()}:`);
}
