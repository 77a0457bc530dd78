import type { Mode } from './mode.ts';

/**
 * The Presence-State header of a REGISTER answer ([MS-SIPREGE] 2.2.1.4): how a user's phone learns that it is served by
 * the backup, and that it is in resiliency mode (`user-services-state=unavailable`).
 */
export function presenceState(mode: Mode, action: 'added' | 'refreshed'): string {
  const primary = mode === 'home' || mode === 'failback-resiliency' ? 'yes' : 'no';
  const limited = mode === 'failover-resiliency' || mode === 'failback-resiliency';
  return [
    `register-action="${action}"`,
    'primary-cluster-type="central"',
    `is-connected-to-primary="${primary}"`,
    ...(limited ? ['user-services-state=unavailable'] : []),
  ].join(';');
}
