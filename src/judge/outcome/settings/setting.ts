import type { Expectation } from '../../../suite/cell.ts';
import { type Finding, inconclusive } from '../../finding.ts';
import { parkingOf } from '../parked.ts';
import type { FinalWord, Parking } from '../../../dialect/reading.ts';
import type { Scene } from '../../scene.ts';
import { musicOf } from './music-on-hold.ts';
import { orbitsOf } from './orbit-range.ts';
import { pickupAttemptsOf } from './pickup-attempts.ts';
import { pickupTimeoutOf } from './pickup-timeout.ts';
import { timeoutTargetOf } from './timeout-target.ts';

type SettingCheck = Extract<Expectation, { kind: 'setting' }>;

/** The wire shows the value that the pool named in `of` declares. */
export function hasSetting(scene: Scene, { setting, call, of }: SettingCheck): Finding {
  const parking = parkingOf(scene, call);
  if (parking?.told?.parked !== true) {
    return inconclusive('setting-not-shown', { call });
  }
  const parked: Parked = { ...parking, told: parking.told };
  switch (setting) {
    case 'orbits':
      return orbitsOf(scene, parked, of);
    case 'music-on-hold':
      return musicOf(scene, parked, of);
    case 'pickup-timeout':
      return pickupTimeoutOf(scene, parked, of);
    case 'pickup-attempts':
      return pickupAttemptsOf(scene, parked, of);
    case 'timeout-target':
      return timeoutTargetOf(scene, parked, of);
  }
}

/** A parking that the pool reported as done. */
export type Parked = Parking & { readonly told: FinalWord };
