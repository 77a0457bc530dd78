import type { Session } from '../sip/ua/user-agent.ts';

/** How long a party that has been told that it is out of a call may take to hang up, in ms. */
const LEAVING_TIMEOUT = 1_000;

/** Resolves when the session is over, or after `within` ms. */
export async function ended(session: Session, within: number): Promise<void> {
  if (session.state === 'ended') return;
  await new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, within);
    session.onEnded = () => {
      clearTimeout(timer);
      resolve();
    };
  });
}

/** The party that asked for a transfer hangs up when it is told of its success (RFC 5589 6.1); else the pool does. */
export async function seeOut(session: Session): Promise<void> {
  await ended(session, LEAVING_TIMEOUT);
  if (session.state === 'confirmed') void session.bye();
}
