/** Puts hand-written histories on a bad network: messages are lost or held back, and everything after them comes later. */
import type { EventBody, HistoryEvent, SipEvent } from '../../src/history/event.ts';
import type { Party } from '../../src/suite/cell.ts';
import { judge } from '../../src/judge/judge.ts';
import type { CheckVerdict } from '../../src/judge/verdict.ts';
import type { HistoryBuilder } from './history-builder.ts';

export interface Mishap {
  readonly tap: Party;
  readonly direction: 'in' | 'out';
  /** How the message begins: `REFER`, `SIP/2.0 503`. */
  readonly start: string;
  /** Of the messages that begin so, which one; from 0, negative from the end. Default: the last. */
  readonly which?: number;
  /** How much later a copy gets through, in ms; none ever does when left out. */
  readonly late?: number;
  /** What else is later by that: everything, or nothing, as when others go on meanwhile. Default: everything. */
  readonly others?: 'wait' | 'go on';
}

/** The verdict of one check of a history with those mishaps, which come one after the other. */
export function verdictUnder(told: HistoryBuilder, name: string, ...mishaps: readonly Mishap[]): CheckVerdict {
  const found = judge(mishaps.reduce(befall, behindNetwork(told.events))).checks;
  const verdict = found.find(({ id }) => id === `${told.cell.id}/${name}`);
  if (verdict === undefined) throw new Error(`there is no check ${name}`);
  return verdict;
}

/** The history says that there was a bad network; the driver was not more patient for it. */
export function behindNetwork(events: readonly HistoryEvent[]): readonly HistoryEvent[] {
  const network = { impairment: 'loss=5%', seed: 1, patience: 0 };
  return events.map((event) => (event.kind === 'run' ? { ...event, network } : event));
}

function befall(events: readonly HistoryEvent[], mishap: Mishap): readonly HistoryEvent[] {
  const { tap, direction, start, which = -1, late } = mishap;
  const like = events.filter(
    (event) =>
      event.kind === 'sip' && event.tap === tap && event.direction === direction && event.text.startsWith(start),
  );
  const hit = like.at(which);
  if (hit?.kind !== 'sip') throw new Error(`${tap} has no such message: ${direction} ${start}`);
  const before = events.filter(({ n }) => n < hit.n);
  const lost = { ...numberless(hit), ...lossOf(hit) };
  const after = events.filter(({ n }) => n > hit.n);
  const shift = (all: readonly HistoryEvent[]): readonly HistoryEvent[] =>
    mishap.others === 'go on' ? all : all.map((event) => later(event, late ?? 0));
  const copy = late === undefined ? [] : [later(hit, late)];
  const parts = direction === 'out' ? [hit, lost, ...copy] : [lost, ...copy];
  const rest = shift(after);
  const merged = [...before, ...parts, ...rest];
  const ordered = mishap.others === 'go on' ? merged.toSorted((a, b) => a.t - b.t) : merged;
  return ordered.map((event, index) => ({ ...event, n: index + 1 }));
}

function numberless({ n, t }: HistoryEvent): { n: number; t: number } {
  return { n, t };
}

function lossOf({ tap, direction, remote, text }: SipEvent): EventBody {
  const [line = ''] = text.split('\r\n', 1);
  const [, callId = ''] = /^Call-ID: (.*)$/m.exec(text) ?? [];
  const [, cseq = ''] = /^CSeq: (.*)$/m.exec(text) ?? [];
  const ids = { callId: callId.trim(), cseq: cseq.trim() };
  return { kind: 'network', channel: 'sip', tap, direction, what: 'lost', remote, line, ...ids };
}

function later(event: HistoryEvent, ms: number): HistoryEvent {
  return event.kind === 'media' ? { ...event, t: event.t + ms, at: event.at + ms } : { ...event, t: event.t + ms };
}
