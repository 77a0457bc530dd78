/**
 * Says which pool of the pair serves the users, as one pool sees it. Primary: home, away (the backup has taken over),
 * failback-resiliency, home. Backup: standby, failover-resiliency, failed-over, handing-back, standby.
 */
export type PoolName = 'primary' | 'backup';

type PrimaryMode = 'home' | 'away' | 'failback-resiliency';
type BackupMode = 'standby' | 'failover-resiliency' | 'failed-over' | 'handing-back';
export type Mode = PrimaryMode | BackupMode;

/** The service of a mode for users: all of it, calls without Call Park, or none. */
export type Service = 'full-service' | 'resiliency' | 'standby';

export type ModeEvent =
  | 'failover'
  | 'failover-complete'
  | 'failback'
  | 'failback-complete'
  /** From the primary to the backup, while it fails back. */
  | 'hand-back'
  | 'hand-back-complete'
  /** Read from the status of the peer. */
  | 'peer-took-over'
  | 'peer-stands-by';

export type Move = { readonly kind: 'moved'; readonly mode: Mode } | { readonly kind: 'refused'; readonly why: string };

/** An event in a mode where it has already happened changes nothing, so that an administrator may repeat a command. */
const MOVES: Readonly<Record<Mode, Partial<Record<ModeEvent, Mode>>>> = {
  home: { 'failback-complete': 'home', 'peer-took-over': 'away', 'peer-stands-by': 'home' },
  away: { failback: 'failback-resiliency', 'peer-took-over': 'away', 'peer-stands-by': 'home' },
  'failback-resiliency': {
    failback: 'failback-resiliency',
    'failback-complete': 'home',
    'peer-took-over': 'away',
    'peer-stands-by': 'failback-resiliency',
  },
  standby: { failover: 'failover-resiliency', 'hand-back-complete': 'standby' },
  'failover-resiliency': {
    failover: 'failover-resiliency',
    'failover-complete': 'failed-over',
    'hand-back': 'handing-back',
  },
  'failed-over': { 'failover-complete': 'failed-over', 'hand-back': 'handing-back' },
  'handing-back': { failover: 'failover-resiliency', 'hand-back': 'handing-back', 'hand-back-complete': 'standby' },
};

export function move(mode: Mode, event: ModeEvent): Move {
  const next = MOVES[mode][event];
  return next === undefined
    ? { kind: 'refused', why: `${event} has no meaning in mode ${mode}` }
    : { kind: 'moved', mode: next };
}

/** The mode of a pool that starts; `peer` is the other's mode, undefined when it does not answer. */
export function startMode(pool: PoolName, peer: Mode | undefined): Mode {
  if (pool === 'backup') return 'standby';
  if (peer === 'handing-back') return 'failback-resiliency';
  return peer !== undefined && hasTakenOver(peer) ? 'away' : 'home';
}

/** The event that the mode of the peer is for a pool; undefined when it is none. */
export function newsFrom(pool: PoolName, peer: Mode): ModeEvent | undefined {
  if (pool === 'backup') return undefined;
  if (hasTakenOver(peer)) return 'peer-took-over';
  return peer === 'standby' ? 'peer-stands-by' : undefined;
}

export function serviceIn(mode: Mode): Service {
  switch (mode) {
    case 'home':
    case 'failed-over':
      return 'full-service';
    case 'failover-resiliency':
    case 'failback-resiliency':
    case 'handing-back':
      return 'resiliency';
    case 'standby':
    case 'away':
      return 'standby';
  }
}

/** True where users may register; elsewhere they belong to the peer. */
export function isHomeOfUsers(mode: Mode): boolean {
  return serviceIn(mode) !== 'standby' && mode !== 'handing-back';
}

export function isMode(text: unknown): text is Mode {
  return typeof text === 'string' && Object.hasOwn(MOVES, text);
}

function hasTakenOver(peer: Mode): boolean {
  return peer === 'failover-resiliency' || peer === 'failed-over';
}
