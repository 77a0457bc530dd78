import { expect, test } from '@jest/globals';
import type { HistoryEvent, LookupEvent } from '../../src/history/event.ts';
import { eventLine } from '../../src/report/event-line.ts';

const NAMES = new Map([['udp:10.0.0.1:5060', 'primary']]);

function line(more: Partial<LookupEvent>): string {
  const event: HistoryEvent = {
    n: 1,
    t: 0,
    kind: 'lookup',
    tap: 'alice',
    uri: 'sip:pbx.example',
    asked: [],
    servers: [],
    seed: 'DR-11 alice',
    ...more,
  };
  return eventLine(event, (address) => NAMES.get(address) ?? address);
}

test('a look-up is told with where it leads, in the order of the phone', () => {
  expect(line({ servers: ['udp:10.0.0.1:5060'], outside: ['10.9.9.9:5060'] })).toBe(
    "alice's phone looks sip:pbx.example up: primary at 10.0.0.1:5060, then 10.9.9.9:5060, where nothing is sent",
  );
});

test('one that leads nowhere is told with the reason', () => {
  expect(line({ why: 'DNS has no address of pbx.example' })).toBe(
    "alice's phone looks sip:pbx.example up: DNS has no address of pbx.example",
  );
});
