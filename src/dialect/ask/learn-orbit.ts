/** The orbit of a call that is parked, where neither the park itself tells it nor the parker has chosen it. */
import { groupIn } from '../../candidate/dialect/orbit-match.ts';
import type { ParkRequest, ParkResult } from '../dialect.ts';
import { valuesOf } from './park-by-body.ts';

export async function learnOrbit(request: ParkRequest, result: ParkResult): Promise<ParkResult> {
  if (result.kind !== 'parked' || result.orbit !== undefined) return result;
  const orbit = (await request.message) ?? (await byHook(request));
  return orbit === undefined ? result : { ...result, orbit };
}

async function byHook(request: ParkRequest): Promise<string | undefined> {
  const { told } = request.candidate.dialect;
  if (told?.hook === undefined) return undefined;
  const end = await request.runHook?.('orbit', told.hook, valuesOf(request));
  return end?.outcome === 'done' ? groupIn(end.output, told.match) : undefined;
}
