import { FRAME_MS } from './frame.ts';

/** Later than this the process was stalled, and what waits in its sockets has not been read yet. */
const STALLED_MS = 60;

export type OnTick = (tick: { readonly now: number /** This tick came late. */; readonly stalled: boolean }) => void;

/** Calls everybody who joined every 20 ms by one timer, on a schedule that does not drift. Leave by the returned function. */
export function joinTicker(onTick: OnTick): () => void {
  const member = { onTick };
  members.add(member);
  if (timer === undefined) {
    lastTick = performance.now();
    schedule(lastTick + FRAME_MS);
  }
  return () => {
    members.delete(member);
    if (members.size > 0) return;
    clearTimeout(timer);
    timer = undefined;
  };
}

const members = new Set<{ readonly onTick: OnTick }>();
let timer: NodeJS.Timeout | undefined;
let lastTick = 0;

function schedule(due: number): void {
  timer = setTimeout(() => tick(due), Math.max(0, due - performance.now()));
}

function tick(due: number): void {
  const now = performance.now();
  const stalled = now - lastTick > STALLED_MS;
  lastTick = now;
  // Scheduled first, so that a member that throws stops nobody else for good.
  schedule(stalled ? now + FRAME_MS : due + FRAME_MS);
  for (const member of members) member.onTick({ now, stalled });
}
