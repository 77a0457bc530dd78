/** Parking by keys that are pressed in the call: telephone events in its audio (RFC 4733), or an INFO for each key. */
import type { DigitWay } from '../../candidate/dialect/dialect-table.ts';
import { fillInText } from '../uri-template.ts';
import type { ParkRequest, ParkResult } from '../dialect.ts';

/** How long a key is said to be pressed, in ms. */
const PRESSED = 160;

export async function parkByDigits(request: ParkRequest): Promise<ParkResult> {
  const { candidate, leg, orbit, within } = request;
  const { digits, proof } = candidate.dialect.park;
  const keys = fillInText(digits?.send ?? '', { domain: candidate.domain, orbit });
  if (!leg.live) return { kind: 'unreachable', why: 'the leg is over' };
  const failure = await press(request, keys, digits?.via ?? []);
  if (failure !== undefined) return failure;
  if (proof.includes('bye') && !(await leg.ended({ within }))) return { kind: 'silent' };
  return { kind: 'parked', ...(orbit === undefined ? {} : { orbit }) };
}

/** By the first way that works; undefined when the keys are sent. */
async function press(request: ParkRequest, keys: string, via: readonly DigitWay[]): Promise<ParkResult | undefined> {
  let failure: ParkResult | undefined;
  for (const way of via) {
    // oxlint-disable-next-line no-await-in-loop -- the next way is for the case that this one fails
    failure = await (way === 'rfc4733' ? byEvents(request, keys) : byInfo(request, keys));
    if (failure === undefined) return undefined;
  }
  return failure;
}

async function byEvents({ leg }: ParkRequest, keys: string): Promise<ParkResult | undefined> {
  if (await leg.press(keys)) return undefined;
  // The candidate may act as the last key begins, and end the leg before it is let go.
  if (!leg.live) return undefined;
  return { kind: 'unreachable', why: 'telephone events were not agreed on (RFC 4733)' };
}

async function byInfo({ leg, within }: ParkRequest, keys: string): Promise<ParkResult | undefined> {
  for (const key of keys) {
    const text = `Signal=${key}\r\nDuration=${PRESSED}\r\n`;
    // oxlint-disable-next-line no-await-in-loop -- keys have an order
    const reply = await leg.info({ type: 'application/dtmf-relay', text, within });
    if (reply.kind !== 'answered') return reply;
    if (reply.status >= 300) return { kind: 'refused', status: reply.status, reason: reply.reason };
  }
  return undefined;
}
