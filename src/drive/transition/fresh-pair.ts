/** Proves that a pair that runs already is as a cell must find it: it keeps what earlier cells have left. */
import { type ResetProfile, sizeOf } from '../../candidate/candidate.ts';
import type { Missing } from '../../fault/fault.ts';
import { poll } from '../../poll.ts';
import { type Party, POOLS, type PoolName } from '../../suite/cell.ts';
import { tryLookUp } from '../ask-orbit.ts';
import type { Stage } from '../stage.ts';
import { proveRegistered } from './proof.ts';

/** Of a range that can only be looked at orbit by orbit, so many are: those that are chosen first. */
const MOST_LOOKED_AT = 100;
const AT_A_TIME = 10;

/** The proofs, after the hooks of the file: both pools answer, every phone is registered, and no orbit is in use. */
export async function freshPair(stage: Stage, { within }: ResetProfile): Promise<Missing | undefined> {
  // Hooks have their own time: an operator may take minutes.
  const deadline = performance.now() + within;
  const left = (): number => Math.max(1, deadline - performance.now());
  const result = await stage.reset(left(), stage.signal);
  if (result.kind === 'down') return { why: `${NOT_NORMAL}: ${result.why}` };
  const unregistered = await proveRegistered(stage, 'primary', left());
  if (unregistered !== undefined) return { why: `${NOT_NORMAL}: ${unregistered}` };
  const occupied = await poll(stage.signal, left(), () => whatIsInUse(stage));
  return occupied === undefined ? undefined : { why: `${NOT_FRESH} within ${within} ms: ${occupied}; ${ADVICE}` };
}

const NOT_NORMAL = 'the pair is not in normal service before the cell begins';
const NOT_FRESH = 'the pair was not free of calls before the cell began';
const ADVICE = 'end what is parked there, or give `reset` of the candidate file a hook that does';

/** Undefined when no orbit of either pool is shown as in use, or the pools do not show that. */
async function whatIsInUse(stage: Stage): Promise<string | undefined> {
  const [by] = stage.phones.keys();
  if (by === undefined || !stage.candidate.capabilities.includes('orbit-status')) return undefined;
  for (const pool of POOLS) {
    const found = stage.dialect.showsAll
      ? // oxlint-disable-next-line no-await-in-loop -- one pool after the other
        await inUseOf(stage, { by, pool }, [undefined])
      : // oxlint-disable-next-line no-await-in-loop -- as above
        await inRange(stage, by, pool);
    if (found !== undefined) return found;
  }
  return undefined;
}

async function inRange(stage: Stage, by: Party, pool: PoolName): Promise<string | undefined> {
  const { orbits } = stage.candidate.pools[pool];
  const count = Math.min(sizeOf(orbits), MOST_LOOKED_AT);
  for (let at = 0; at < count; at += AT_A_TIME) {
    const some = Array.from({ length: Math.min(AT_A_TIME, count - at) }, (_, each) => String(orbits.first + at + each));
    // oxlint-disable-next-line no-await-in-loop -- a pool is not asked for a whole range at once
    const found = await inUseOf(stage, { by, pool }, some);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Of an orbit that is undefined all are asked for. */
async function inUseOf(
  stage: Stage,
  who: { readonly by: Party; readonly pool: PoolName },
  orbits: ReadonlyArray<string | undefined>,
): Promise<string | undefined> {
  const answers = await Promise.all(orbits.map((orbit) => tryLookUp(stage, { ...who, orbit, of: undefined })));
  for (const [index, answer] of answers.entries()) {
    const asked = orbits[index];
    if (!answer.ok) return `the ${who.pool} does not show ${asked ?? 'its orbits'}: ${answer.why}`;
    const [first] = answer.value;
    if (first !== undefined) return `orbit ${first.orbit ?? asked ?? 'of a call'} of the ${who.pool} is in use`;
  }
  return undefined;
}
