/** The end of a cell on a pair that runs already: the pair is in normal service, and knows no phone of the cell. */
import type { Phone } from '../../phone/phone.ts';
import { POOLS } from '../../suite/cell.ts';
import { bringBack, type BringBackOptions, phasesLeft } from './bring-back.ts';
import type { WayBack } from './way-back.ts';

/** Longest time that a phone may take to hang up, and then to withdraw its registrations, in ms. */
const HANG_UP_WITHIN = 300;
const WITHDRAW_WITHIN = 2_000;

/**
 * Never rejects for what the pair does.
 *
 * @param back  brings the pair back; where cells share an outage, resolves when the last of them has
 */
export async function leaveAsFound(phones: ReadonlyMap<string, Phone>, back: () => Promise<void>): Promise<void> {
  const all = [...phones.values()];
  await Promise.all(all.map(hangUp));
  await back();
  await Promise.all(all.flatMap((phone) => POOLS.map((pool) => withdrawn(phone, pool))));
}

/** Carries out what is left of the transitions. Never rejects for what the pair does. */
export async function returnPair(options: BringBackOptions, wayBack: WayBack): Promise<void> {
  const { progress } = wayBack;
  if (progress === undefined) return;
  const why = phasesLeft(progress).length === 0 ? undefined : await bringBack(options, progress);
  if (why === undefined) wayBack.arrive();
}

async function hangUp(phone: Phone): Promise<void> {
  phone.whenCalled = 'decline';
  await Promise.all(phone.legs().map((leg) => leg.hangUp({ within: HANG_UP_WITHIN })));
}

/** Its registration would have the calls of the next cell ring at a phone that is gone. */
async function withdrawn(phone: Phone, pool: (typeof POOLS)[number]): Promise<void> {
  if (phone.home !== undefined) await phone.withdraw(pool, { within: WITHDRAW_WITHIN });
}
