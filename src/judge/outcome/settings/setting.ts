import type { Expectation } from '../../../suite/cell.ts';
import { type Finding, inconclusive } from '../../finding.ts';
import { parkingOf } from '../parked.ts';
import type { FinalWord, Parking } from '../../../dialect/reading.ts';
import type { Excerpt } from '../../excerpt.ts';
import { musicOf } from './music-on-hold.ts';
import { orbitsOf } from './orbit-range.ts';
import { pickupAttemptsOf } from './pickup-attempts.ts';
import { pickupTimeoutOf } from './pickup-timeout.ts';
import { timeoutTargetOf } from './timeout-target.ts';

type SettingCheck = Extract<Expectation, { kind: 'setting' }>;

/** The wire shows the value that the pool named in `of` declares. */
export function hasSetting(excerpt: Excerpt, { setting, call, of }: SettingCheck): Finding {
  const parking = parkingOf(excerpt, call);
  if (parking?.told?.parked !== true) {
    return inconclusive('setting-not-shown', { call });
  }
  const parked: Parked = { ...parking, told: parking.told };
  switch (setting) {
    case 'orbits':
      return orbitsOf(excerpt, parked, of);
    case 'music-on-hold':
      return musicOf(excerpt, parked, of);
    case 'pickup-timeout':
      return pickupTimeoutOf(excerpt, parked, of);
    case 'pickup-attempts':
      return pickupAttemptsOf(excerpt, parked, of);
    case 'timeout-target':
      return timeoutTargetOf(excerpt, parked, of);
  }
}

/** A parking that the pool reported as done. */
export type Parked = Parking & { readonly told: FinalWord };
