import type { DialogInfo } from '../sip/dialog-info.ts';

/** A parked call as dialog-info shows it. */
export interface ShownCall {
  readonly orbit: number;
  readonly callId: string;
  /** The pool's tag and the parked party's. */
  readonly localTag: string;
  readonly remoteTag: string;
  /** `sip:<orbit>@<pool>` */
  readonly localTarget: string;
  /** The parked party's contact, which a retriever calls. */
  readonly remoteTarget: string;
  /** How it ended, in the words of RFC 4235 4.1.2; undefined while it is parked. */
  readonly ended?: 'remote-bye' | 'local-bye';
}

/** The full state of an orbit, or of all of them when `entity` is the park URI (RFC 4235). */
export function orbitDocument(entity: string, version: number, calls: readonly ShownCall[]): DialogInfo {
  return {
    version,
    state: 'full',
    entity,
    dialogs: calls.map((call) => ({
      id: `orbit-${call.orbit}`,
      callId: call.callId,
      localTag: call.localTag,
      remoteTag: call.remoteTag,
      direction: 'initiator',
      state: call.ended === undefined ? 'confirmed' : 'terminated',
      ...(call.ended !== undefined && { event: call.ended }),
      localTarget: call.localTarget,
      remoteTarget: call.remoteTarget,
    })),
  };
}
