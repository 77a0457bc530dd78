import { type Finding, notApplicable } from '../finding.ts';
import type { Candidate, Capability } from '../../candidate/candidate.ts';
import type { Deed, Expectation } from '../../suite/cell.ts';

/** The capability or setting of a check that the candidate lacks; undefined when the check applies. */
export function notApplicableTo(candidate: Candidate, expect: Expectation): Finding | undefined {
  const capability = capabilityFor(expect);
  if (capability !== undefined && !candidate.capabilities.includes(capability)) {
    return notApplicable('capability-not-declared', { candidate: candidate.name, capability });
  }
  if (expect.kind !== 'setting' || isSet(candidate, expect)) return undefined;
  const { setting, of: pool } = expect;
  return notApplicable('setting-not-declared', { candidate: candidate.name, setting, pool });
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
  }
}

function capabilityOf(deed: Deed): Capability | undefined {
  if (deed.verb === 'hold' || deed.verb === 'resume') return 'hold';
  if (deed.verb === 'transfer') return deed.how === 'blind' ? 'blind-transfer' : 'attended-transfer';
  return undefined;
}

function isSet(candidate: Candidate, { setting, of }: Extract<Expectation, { kind: 'setting' }>): boolean {
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
