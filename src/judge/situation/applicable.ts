import { type Finding, notApplicable } from '../finding.ts';
import { appliesTo, type Candidate, type Capability, sizeOf } from '../../candidate/candidate.ts';
import type { Cell, Deed, Expectation, PoolName, Setting } from '../../suite/cell.ts';

/** A cell that fills a range says nothing about one of another size; undefined when the cell applies, with all of its checks. */
export function cellNotApplicableTo(candidate: Candidate, cell: Cell): Finding | undefined {
  const { fills } = cell;
  if (fills === undefined || appliesTo(cell, candidate)) return undefined;
  const { pool, orbits: needed } = fills;
  return notApplicable('other-range', { pool, orbits: sizeOf(candidate.pools[pool].orbits), needed });
}

/** The capability or setting of a check that the candidate lacks; undefined when the check applies. */
export function notApplicableTo(candidate: Candidate, expect: Expectation): Finding | undefined {
  const capability = capabilityFor(expect);
  if (capability !== undefined && !candidate.capabilities.includes(capability)) {
    return notApplicable('capability-not-declared', { candidate: candidate.name, capability });
  }
  const setting = settingOf(expect);
  if (setting === undefined || isSet(candidate, setting)) return undefined;
  const { setting: name, of: pool } = setting;
  return notApplicable('setting-not-declared', { candidate: candidate.name, setting: name, pool });
}

/** The setting that a check is about. A timer is what one of them declares. */
function settingOf(expect: Expectation): SettingOfPool | undefined {
  if (expect.kind === 'outlives') return { setting: expect.timer, of: expect.of };
  return expect.kind === 'setting' ? expect : undefined;
}

interface SettingOfPool {
  readonly setting: Setting;
  readonly of: PoolName;
}

function capabilityFor(expect: Expectation): Capability | undefined {
  switch (expect.kind) {
    case 'is':
      return expect.outcome === 'held' ? 'hold' : undefined;
    case 'can':
    case 'cannot':
      return capabilityOf(expect.deed);
    case 'announces':
      return 'resiliency-announcement';
    case 'setting':
      return expect.setting === 'orbits'
        ? undefined
        : expect.setting === 'music-on-hold'
          ? 'music-on-hold'
          : 'ringback';
    case 'outlives':
      // Also a pool that rings no party back may end the call when the time is up.
      return undefined;
  }
}

function capabilityOf(deed: Deed): Capability | undefined {
  if (deed.verb === 'hold' || deed.verb === 'resume') return 'hold';
  if (deed.verb === 'transfer') return deed.how === 'blind' ? 'blind-transfer' : 'attended-transfer';
  return undefined;
}

function isSet(candidate: Candidate, { setting, of }: SettingOfPool): boolean {
  const settings = candidate.settings[of];
  switch (setting) {
    case 'orbits':
      return true;
    case 'pickup-timeout':
      return settings.pickupTimeout !== undefined;
    case 'pickup-attempts':
      return settings.pickupAttempts !== undefined;
    case 'timeout-target':
      return settings.timeoutTarget !== undefined;
    case 'music-on-hold':
      return settings.musicOnHold !== undefined;
  }
}
