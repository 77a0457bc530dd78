import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { runCell } from '../../../src/drive/run-cell.ts';
import type { HistoryEvent } from '../../../src/history/event.ts';
import { readHistory } from '../../../src/history/read-history.ts';
import { judge } from '../../../src/judge/judge.ts';
import { openNativePhone } from '../../../src/phone/native/native-phone.ts';
import type { Phone, PhoneDriver } from '../../../src/phone/phone.ts';
import type { Access, Link } from '../../../src/network/link.ts';
import type { Cell } from '../../../src/suite/cell.ts';
import { cell, path, reference } from '../../drive/reference.ts';

const never = new AbortController().signal;
let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'parkspec-trouble-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function retrievedOutage(): Cell {
  const file = 'specs/dr-table/retrieved.outage.yaml';
  return cell(readFileSync(path(file), 'utf8'), file);
}

function events(): readonly HistoryEvent[] {
  return readHistory(readFileSync(join(folder, 'history.jsonl'), 'utf8')).events;
}

interface Judged {
  readonly verdict: string;
  readonly reason: string;
  readonly figures: Readonly<Record<string, number>>;
}

async function judged(driver: PhoneDriver, candidate = reference(), signal = never): Promise<readonly Judged[]> {
  await runCell({ cell: retrievedOutage(), candidate, directory: folder, signal, driver });
  return judge(events()).checks;
}

/** A phone that is as it should be, but for what `change` replaces. */
function phoneWith(change: (phone: Phone) => Partial<Phone>): PhoneDriver {
  return async (options) => {
    const phone = await openNativePhone(options);
    const changes = change(phone);
    return new Proxy(phone, {
      get: (target, key) => {
        const value: unknown = Reflect.get(changes, key) ?? Reflect.get(target, key, target);
        return typeof value === 'function' ? value.bind(target) : value;
      },
      set: (target, key, value) => Reflect.set(target, key, value, target),
    });
  };
}

test('a phone that throws is an error of the bench, with what it threw', async () => {
  const driver = phoneWith(() => ({ dial: () => Promise.reject(new Error('the phone fell into the water')) }));
  const checks = await judged(driver);
  expect(checks.map(({ verdict }) => verdict)).toEqual(['error', 'error']);
  for (const { reason } of checks) expect(reason).toContain('the phone fell into the water');
});

const brokenPhone: PhoneDriver = async (options) => {
  const phone = await openNativePhone(options);
  if (options.party === 'bob') setImmediate(() => options.taps.trouble('its socket is gone', new Error('EBADF')));
  return phone;
};

test('a phone that reports its own breakdown is an error with a hint', async () => {
  const checks = await judged(brokenPhone);
  expect(checks.map(({ verdict }) => verdict)).toEqual(['error', 'error']);
  expect(checks[0]?.reason).toMatch(/bob's phone broke: its socket is gone.*please report it/);
});

test('a phone that cannot be opened is an error, and nothing is left running', async () => {
  const checks = await judged(() => Promise.reject(new Error('EMFILE')));
  expect(checks.map(({ verdict }) => verdict)).toEqual(['error', 'error']);
  expect(checks[0]?.reason).toMatch(/a phone could not be opened: EMFILE.*ulimit -n/);
});

/** Blocks the event loop for `ms` as soon as the check begins, as another program that takes the processor would. */
function blockedInCheck(ms: number): PhoneDriver {
  let blocked = false;
  return async (options) => {
    const phone = await openNativePhone(options);
    const sample = phone.sample.bind(phone);
    phone.sample = () => {
      if (!blocked && events().some((event) => event.kind === 'action' && event.verb === 'check')) {
        blocked = true;
        const end = performance.now() + ms;
        while (performance.now() < end) Math.sqrt(end);
      }
      sample();
    };
    return phone;
  };
}

test('a harness that stood still in a judged window proves no lateness, and the delay is told', async () => {
  const [connected] = await judged(blockedInCheck(700));
  expect(connected).toMatchObject({
    verdict: 'inconclusive',
    code: 'harness-late',
    reason: expect.stringContaining('--workers'),
  });
  expect(connected?.figures['harnessDelayMs']).toBeGreaterThanOrEqual(600);
});

test('a harness that stood still has not made up a BYE', async () => {
  const candidate = { ...reference(), defect: 'cuts-retrieved-calls-of-dead-pool' };
  const [connected] = await judged(blockedInCheck(700), candidate);
  expect(connected).toMatchObject({ verdict: 'fail', reason: expect.stringContaining('BYE') });
});

/** The listens of a check, in the order in which they were asked for or done. */
function listens(state: 'asked' | 'done'): ReadonlyArray<string | undefined> {
  return events().flatMap((event) =>
    event.kind === 'action' && event.verb === 'listen' && event.of !== undefined && event.state === state
      ? [event.by]
      : [],
  );
}

/** The way to a phone that hears nothing as long as `isDeaf`. */
function deafWhen(isDeaf: () => boolean): Access {
  const link = (channel: 'sip' | 'rtp'): Pick<Link, 'carry'> => ({
    carry: (direction, _bytes, _remote, go) => {
      const gone = channel === 'rtp' && direction === 'in' && isDeaf();
      if (!gone) go();
      return !gone;
    },
  });
  return { link } as unknown as Access;
}

const pauses = (): boolean =>
  events().some(
    (event) => event.kind === 'media' && event.tap === 'alice' && event.event === 'stops' && event.voice === 'carol',
  );

/**
 * In a check Carol hears nothing until Alice has heard her and hears her no more, and Alice nothing from then on until
 * Carol has heard her.
 */
const takingTurns: PhoneDriver = (options) => {
  const isDeaf = (): boolean => {
    if (listens('asked').length === 0) return false;
    const heard = listens('done');
    if (options.party === 'carol') return !heard.includes('alice') || !pauses();
    return heard.includes('alice') && !heard.includes('carol');
  };
  return openNativePhone({ ...options, access: deafWhen(isDeaf) });
};

/** Two frames: a harness that stands still for longer makes pauses of its own. */
const PUNCTUAL = 40;
const wasLate = (): boolean => events().some((event) => event.kind === 'load' && event.maxDelayMs > PUNCTUAL);

test('a voice that pauses as a check ends is listened for again, until all are heard at the same time', async () => {
  const { bounds } = reference();
  const patient = { ...reference(), bounds: { ...bounds, gap: 1_500 } };
  let [connected] = await judged(takingTurns, patient);
  for (let again = 0; again < 8 && wasLate() && listens('done').join() !== 'alice,carol,alice'; again += 1) {
    rmSync(join(folder, 'history.jsonl'));
    // oxlint-disable-next-line no-await-in-loop -- again only when the machine was too busy
    [connected] = await judged(takingTurns, patient);
  }
  expect(listens('done')).toEqual(['alice', 'carol', 'alice']);
  expect(connected).toMatchObject({ verdict: 'pass' });
});

test('a check in which the run is interrupted says nothing about the candidate', async () => {
  const interrupt = new AbortController();
  const driver: PhoneDriver = (options) => {
    const isDeaf = (): boolean => {
      const listening = listens('asked').length > 0;
      if (listening) setImmediate(() => interrupt.abort());
      return listening;
    };
    return openNativePhone({ ...options, access: deafWhen(isDeaf) });
  };
  const [connected] = await judged(driver, reference(), interrupt.signal);
  expect(connected).toMatchObject({
    verdict: 'inconclusive',
    code: 'run-interrupted',
    fields: { where: 'during the check' },
  });
});
