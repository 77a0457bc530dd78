import { describe, expect, test } from '@jest/globals';
import { addressNames, eventLine } from '../../src/report/event-line.ts';
import { renderLadder } from '../../src/report/ladder/text-ladder.ts';
import { history } from './history.ts';

describe('an event in one line', () => {
  const nameOf = addressNames(history);
  const lines = history.map((event) => eventLine(event, nameOf));

  test('names phones and pools instead of addresses', () => {
    expect(lines[7]).toBe('bob → primary  REFER sip:park@127.0.0.1');
    expect(lines[9]).toBe('bob → alice  INVITE sip:alice@127.0.0.1');
    expect(lines[10]).toBe('primary → bob  503 <Service> "Unavailable"');
  });

  test('says why a message cannot be read', () => {
    const event = history.find(({ kind }) => kind === 'sip');
    if (event?.kind !== 'sip') throw new Error('no message');
    expect(eventLine({ ...event, unreadable: 'Via is missing' }, nameOf)).toMatch(/ \(unreadable: Via is missing\)$/);
  });

  test('says what happened and why', () => {
    expect(lines[3]).toBe('fault kill primary applied: OPTIONS is refused');
    expect(lines[11]).toBe('alice no longer hears bob, longest gap 12 ms');
    expect(lines[12]).toBe('bob park call A: failed: refused');
    expect(lines[14]).toBe('bench trouble: the disk is full: ENOSPC');
  });
});

describe('the ladder', () => {
  const ladder = renderLadder(history).split('\n');

  test('has a lane for each phone, then for each pool', () => {
    expect(ladder[0]?.trim().split(/\s+/)).toEqual(['event', 'ms', 'alice', 'bob', 'primary', 'backup']);
  });

  test('draws an arrow from sender to receiver', () => {
    expect(ladder.find((line) => line.includes('REFER'))).toMatch(
      /^ +8 +22\.0 {2}│ +├─+> +REFER sip:park@127\.0\.0\.1$/,
    );
    expect(ladder.find((line) => line.includes('503'))).toMatch(/│ +<─+┤ +503/);
    expect(ladder.find((line) => line.includes('INVITE'))).toMatch(/ {2}<─+┤ +INVITE/);
  });

  test('draws a message between two phones once, where it was sent', () => {
    expect(ladder.filter((line) => line.includes('INVITE'))).toHaveLength(1);
  });

  test('stays as narrow as it is when a peer makes up addresses', () => {
    const [first] = history.filter((event) => event.kind === 'sip');
    if (first?.kind !== 'sip') throw new Error('no message');
    const crowd = Array.from({ length: 500 }, (_, n) => ({
      ...first,
      n: 100 + n,
      direction: 'in' as const,
      remote: `udp:127.0.0.1:${10_000 + n}`,
    }));
    const lines = renderLadder([...history, ...crowd]).split('\n');
    expect(lines[0]?.trim()).toMatch(/others$/);
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThan(400);
    expect(lines.length).toBeGreaterThan(500);
  });

  test('shows faults, phases and voices between the messages', () => {
    expect(ladder.find((line) => line.includes('applied'))).toMatch(/──── fault kill primary applied/);
    expect(ladder.find((line) => line.includes('♪'))).toMatch(/alice no longer hears bob/);
  });
});
