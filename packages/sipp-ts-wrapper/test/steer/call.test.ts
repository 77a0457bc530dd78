import { beforeEach, describe, expect, test } from '@jest/globals';
import { SippError } from '../../src/run/error.ts';
import { Call, type Pace } from '../../src/steer/call.ts';
import type { SippEvent } from '../../src/steer/codec.ts';

let written: string[];
let call: Call;

function newCall(pace: Pace, within = 60_000): Call {
  return new Call('a@x', 'command', {
    within,
    pace,
    numbers: { seen: false },
    write: async (bytes) => {
      written.push(bytes.toString());
    },
    ended: () => undefined,
  });
}

beforeEach(() => {
  written = [];
  call = newCall('answered');
});

function event(name: string, fields: Record<string, string> = {}): SippEvent {
  return { callId: 'a@x', name, fields, body: '', raw: '', at: 0 };
}

/** Lets what has been resolved be heard. */
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('next', () => {
  test('takes the event with the number of its command for the answer, whatever comes before it', async () => {
    const answer = call.next('park');
    await settled();
    call.deliver(event('parked', { re: '7' }));
    call.deliver(event('parked', { re: '1' }));
    expect((await answer).fields).toEqual({ re: '1' });
  });

  test('takes the first event for the answer where the scenario sends no numbers back', async () => {
    const answer = call.next('park');
    await settled();
    call.deliver(event('bye'));
    expect((await answer).name).toBe('bye');
  });

  test('takes no other event than the one it was told to wait for', async () => {
    const answer = call.next('park', {}, { answer: ['parked', 'refused'] });
    await settled();
    call.deliver(event('bye'));
    call.deliver(event('refused'));
    expect((await answer).name).toBe('refused');
  });

  test('sends a command when the one before it has its answer', async () => {
    const answers = [call.next('one'), call.next('two')];
    await settled();
    expect(written).toHaveLength(1);
    call.deliver(event('first'));
    await settled();
    expect(written[1]).toContain('Do: two\r\nSeq: 2\r\n');
    call.deliver(event('second'));
    expect((await Promise.all(answers)).map(({ name }) => name)).toEqual(['first', 'second']);
  });

  test('refuses a command where the one before it is not answered in time, until its answer comes after all', async () => {
    call = newCall('answered', 50);
    const first = call.next('one', {}, { within: 5 });
    const second = call.next('two');
    await expect(first).rejects.toMatchObject({ kind: 'deadline' });
    await expect(second).rejects.toThrow(/has not answered `one` for 50 ms, `two` was not sent/);
    expect(written).toHaveLength(1);
    call.deliver(event('late'));
    const third = call.next('three', {}, { within: 60_000 });
    await settled();
    call.deliver(event('answer'));
    expect((await third).name).toBe('answer');
  });

  test('waits on for its own answer when another event has answered its command', async () => {
    const first = call.next('invite', {}, { answer: 'answered' });
    await settled();
    call.deliver(event('sending', { re: '1' }));
    const second = call.next('hold');
    await settled();
    call.deliver(event('holding', { re: '2' }));
    expect((await second).name).toBe('holding');
    call.deliver(event('answered'));
    expect((await first).name).toBe('answered');
  });

  test('takes no event without a number for an answer where the scenario sends numbers', async () => {
    const first = call.next('one');
    await settled();
    call.deliver(event('done', { re: '1' }));
    await first;
    await call.send('two');
    const third = call.send('three');
    call.deliver(event('bye'));
    await settled();
    expect(written).toHaveLength(2);
    call.deliver(event('done', { re: '2' }));
    await third;
    expect(written).toHaveLength(3);
  });

  test('refuses a command that should not wait for its turn', async () => {
    const first = call.next('one');
    await expect(call.next('two', {}, { ifBusy: 'refuse' })).rejects.toMatchObject({ kind: 'refused' });
    await settled();
    call.deliver(event('answer'));
    await first;
    expect(written).toHaveLength(1);
  });

  test('ends with the reason why the call has ended', async () => {
    const answers = [call.next('one'), call.next('two')];
    await settled();
    call.end(new SippError('lost', 'SIPp has ended.'));
    for (const answer of answers) await expect(answer).rejects.toMatchObject({ kind: 'lost' });
    expect(written).toHaveLength(1);
  });

  test('does not wait where the pace is free', async () => {
    call = newCall('free');
    await Promise.all([call.send('one'), call.send('two')]);
    expect(written).toHaveLength(2);
  });
});

describe('event', () => {
  test('finds what has come before, unless only later ones count', async () => {
    call.deliver(event('bye', { note: 'first' }));
    expect((await call.event('bye')).fields).toEqual({ note: 'first' });
    const later = call.event('bye', { since: call.history.length });
    call.deliver(event('bye', { note: 'second' }));
    expect((await later).fields).toEqual({ note: 'second' });
  });

  test('tells in its deadline what was waited for and what came', async () => {
    call.deliver(event('ringing'));
    await expect(call.event('answered', { within: 5 })).rejects.toThrow(
      /told no event `answered` within 5 ms\. So far it told ringing\./,
    );
  });
});

describe('listening', () => {
  test('to events yields past ones and those to come, and ends with the release', async () => {
    call.deliver(event('one'));
    const heard = (async () => {
      const names: string[] = [];
      for await (const { name } of call.events) names.push(name);
      return names;
    })();
    await settled();
    call.deliver(event('two'));
    call.deliver(event('three'));
    await settled();
    await call.release('end');
    expect(await heard).toEqual(['one', 'two', 'three']);
    expect(written.at(-1)).toContain('Do: end\r\n');
  });

  test('to events throws when the call is given up', async () => {
    const heard = (async () => {
      for await (const _ of call.events);
    })();
    await settled();
    call.end(new SippError('aborted', 'SIPp gave it up.'));
    await expect(heard).rejects.toMatchObject({ kind: 'aborted' });
  });

  test('can be stopped', () => {
    const names: string[] = [];
    const stop = call.onEvent(({ name }) => names.push(name));
    call.deliver(event('one'));
    stop();
    call.deliver(event('two'));
    expect(names).toEqual(['one']);
  });
});

test('a call that was released takes no command', async () => {
  await call.release();
  await expect(call.send('x')).rejects.toMatchObject({ kind: 'released' });
  expect(written).toEqual([]);
});
