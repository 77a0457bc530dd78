import type { Dialog } from '../dialog/dialog.ts';
import type { Address } from '../endpoint.ts';
import type { Sdp } from '../sdp.ts';
import type { Core } from './core.ts';
import { LiveDialog } from './live-dialog.ts';
import { Session } from './session.ts';
import type { Terms } from './session-timer.ts';

/** All that another user agent needs to go on with a session in the place of this one. It survives JSON. */
export interface SessionSnapshot {
  readonly dialog: Dialog;
  /** Value of our Contact. */
  readonly contact: string;
  readonly fallback: Address;
  readonly role: 'uac' | 'uas';
  readonly localSdp: Sdp;
  readonly remoteSdp?: Sdp | undefined;
  readonly terms?: Terms | undefined;
}

/** Requests that may have been sent since the snapshot: the numbers of the next ones must be higher (RFC 3261 12.2.1.1). */
const UNSEEN_REQUESTS = 100;

/** Goes on with a session of which a snapshot was taken. */
export function restoreSession(core: Core, snapshot: SessionSnapshot): Session {
  const { dialog, contact, fallback, role, localSdp, remoteSdp, terms } = snapshot;
  const localSeq = dialog.localSeq + UNSEEN_REQUESTS;
  const live = new LiveDialog(core, { dialog: { ...dialog, localSeq }, contact, fallback });
  const session = new Session(core, live, { role, localSdp, remoteSdp });
  session.resume(terms);
  return session;
}
