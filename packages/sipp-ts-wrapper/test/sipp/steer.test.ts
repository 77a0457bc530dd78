import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import {
  type Executor,
  label,
  localExecutor,
  recv,
  recvCmd,
  scenario,
  type SteeredCall,
  type SteeredPhone,
  type SteerOptions,
  sendCmd,
  steer,
  valueOf,
} from '../../src/index.ts';
import { steeredPhone } from './steered-phone.ts';

let phone: SteeredPhone;
let peer: Socket;

async function start(options: Partial<SteerOptions> = {}): Promise<SteeredPhone> {
  phone = await steer({ scenario: { xml: steeredPhone }, ...options });
  return phone;
}

beforeEach(async () => {
  peer = createSocket('udp4').bind(0, '127.0.0.1');
  await once(peer, 'listening');
});

afterEach(async () => {
  await phone?.stop();
  peer.close();
});

/** A request of the peer outside of any dialogue that SIPp knows. */
function request(method: string, callId: string): void {
  const { address, port } = peer.address();
  const lines = [
    `${method} sip:p@127.0.0.1 SIP/2.0`,
    `Via: SIP/2.0/UDP ${address}:${port};branch=z9hG4bK${callId}${method}`,
    'From: <sip:q@127.0.0.1>;tag=1',
    'To: <sip:p@127.0.0.1>',
    `Call-ID: ${callId}`,
    `CSeq: 1 ${method}`,
    'Max-Forwards: 70',
    'Content-Length: 0',
  ];
  peer.send(`${lines.join('\r\n')}\r\n\r\n`, phone.sipp.local.port, phone.sipp.local.host);
}

describe('steering', () => {
  test('begins a call by a command, and its next commands get their answers', async () => {
    await start();
    const call = await phone.place({ command: 'hello', callId: 'a@x', fields: { Note: 'first' } });
    const first = await call.event('echo');
    expect(first.fields).toMatchObject({ 'call-id': 'a@x', re: '1', note: 'first' });
    expect(first.body).toBe('body of hello\r\n\r\nsecond part');
    const second = await call.next('again', { fields: { Note: 'second' } });
    expect(second.fields['note']).toBe('second');
    expect(call.history).toEqual([first, second]);
  });

  test('hears of a call that began on the wire, and of what comes in it without a command', async () => {
    const begun = new Promise<SteeredCall>((resolve) => {
      void start({ onCall: resolve }).then(() => request('INVITE', 'in@x'));
    });
    const call = await begun;
    expect(call).toMatchObject({ id: 'in@x', begunBy: 'wire' });
    expect(call.history[0]?.body).toMatch(/^INVITE sip:p@127.0.0.1 SIP\/2.0\r\nVia/);
    request('BYE', 'in@x');
    await call.event('bye');
  });

  test('sends a SIP message on command to where the command says', async () => {
    await start();
    const heard = once(peer, 'message');
    const call = await phone.place({ command: 'invite', callId: 'out@x', fields: { Port: peer.address().port } });
    await call.event('sending');
    expect(String((await heard)[0])).toMatch(/^INVITE .*Call-ID: out@x\r\n/s);
  });
});

describe('many calls', () => {
  test('are steered at once in one SIPp, each with its own answers', async () => {
    await start({ within: 20_000 });
    const calls = await Promise.all(
      Array.from({ length: 500 }, (_, index) => phone.place({ command: 'hello', callId: `${index}@x` })),
    );
    for (let round = 0; round < 3; round += 1) {
      const answers = await Promise.all(
        calls.map((call) => call.next('note', { fields: { Note: `${round} ${call.id}` } })),
      );
      expect(answers.map(({ fields }) => fields['note'])).toEqual(calls.map(({ id }) => `${round} ${id}`));
    }
    expect(calls.every((call) => call.history.length === 4)).toBe(true);
    expect((await phone.sipp.logs()).errors).toBe('');
  });
});

describe('the end of a call', () => {
  test('that SIPp gave up on a timeout is told with its reason', async () => {
    await start();
    const call = await phone.place({ command: 'stall' });
    await call.event('stalled');
    const why = await new Promise<unknown>((resolve) => call.onEnd(resolve));
    expect(why).toMatchObject({ kind: 'aborted', evidence: expect.stringContaining('receive timeout') });
    expect(phone.calls.size).toBe(0);
  });

  test('that nobody answers after all retransmissions is told with its reason', async () => {
    await start({ maxRetransmissions: 1 });
    const call = await phone.place({ command: 'invite', fields: { Port: peer.address().port } });
    await expect(call.event('answered')).rejects.toMatchObject({
      kind: 'aborted',
      evidence: expect.stringContaining('retransmission timeout'),
    });
  });

  // Trap 7: SIPp tells it nowhere but in the message trace.
  test('by a command that came too early is noticed by the deadline of what is waited for', async () => {
    await start({ trace: ['messages'] });
    const call = await phone.place({ command: 'stall' });
    await call.event('stalled');
    await expect(call.next('hello', {}, { within: 300 })).rejects.toMatchObject({ kind: 'deadline' });
    const { errors, files } = await phone.sipp.logs();
    expect(errors).toBe('');
    expect(files['messages.log']).toContain('Unexpected control message received');
  });

  test('is told when another call of SIPp has its Call-ID', async () => {
    await start({ pace: 'free' });
    const call = await phone.place({ command: 'stall', callId: 'a@x' });
    await call.event('stalled');
    await call.send('ends');
    // The answer of another call shows that SIPp has come past the command that ended this one.
    await (await phone.place({ command: 'hello' })).event('echo');
    await call.send('begins');
    await expect(call.event('echo')).rejects.toMatchObject({
      kind: 'aborted',
      evidence: expect.stringContaining('Call-Number'),
    });
  });

  test('by abort leaves no word on the wire, and its Call-ID is not used again', async () => {
    await start();
    let heard = 0;
    peer.on('message', () => {
      heard += 1;
    });
    const call = await phone.place({ command: 'hello', callId: 'a@x' });
    await call.event('echo');
    await call.abort();
    await expect(phone.place({ command: 'hello', callId: 'a@x' })).rejects.toMatchObject({ kind: 'refused' });
    await (await phone.place({ command: 'end' })).event('ended');
    // The answer of another call shows that SIPp lives and has come past the abort and the end.
    await (await phone.place({ command: 'hello' })).event('echo');
    const { statistics } = await phone.stop();
    expect(statistics).toMatchObject({ created: 3, failed: 1, successful: 1 });
    expect(heard).toBe(0);
  });

  test('leaves later events of a released call to those who ask for problems', async () => {
    await start();
    const late = new Promise<unknown>((resolve) => phone.onProblem(resolve));
    const call = await phone.place({ command: 'hello', callId: 'a@x' });
    await call.release('bye');
    expect(await late).toMatchObject({ kind: 'late-event', event: { callId: 'a@x' } });
  });
});

describe('a message that the call does not expect', () => {
  // Trap 5.
  test("ends the call with SIPp's own behaviour, which is told", async () => {
    await start({ defaultBehaviors: ['all'] });
    const call = await phone.place({ command: 'stall', callId: 'a@x' });
    await call.event('stalled');
    const told = new Promise<unknown>((resolve) => phone.onProblem(resolve));
    request('NOTIFY', 'a@x');
    await expect(call.event('never')).rejects.toMatchObject({ kind: 'aborted' });
    expect(await told).toMatchObject({ kind: 'sipp-error', text: expect.stringContaining('NOTIFY') });
  });

  test('leaves the call alive with ours, and is told as a problem', async () => {
    await start();
    const problem = new Promise<unknown>((resolve) => phone.onProblem(resolve));
    const call = await phone.place({ command: 'stall', callId: 'a@x' });
    await call.event('stalled');
    request('NOTIFY', 'a@x');
    expect(await problem).toMatchObject({ kind: 'sipp-error', text: expect.stringContaining('Continuing call'), call });
    request('ACK', 'a@x');
    await call.event('ended');
  });

  // Trap 6: what stands before `///` is dropped, so one call may have a second dialogue.
  test('is one of the call where its Call-ID has something before ///', async () => {
    await start();
    const call = await phone.place({ command: 'hello', callId: 'a@x' });
    await call.event('echo');
    request('BYE', 'c2///a@x');
    await call.event('bye');
    expect(phone.calls.size).toBe(1);
  });
});

describe('an executor', () => {
  test('that has no better way has its error file read again and again', async () => {
    const remote: Executor = { ...localExecutor() };
    delete remote.follow;
    await start({ executor: remote });
    const call = await phone.place({ command: 'stall' });
    await expect(call.event('never')).rejects.toMatchObject({ kind: 'aborted' });
  });

  test('that knows no free ports has those used that were told', async () => {
    const local = localExecutor();
    const [port = 0, control = 0] = await Promise.all([local.freePort?.('udp'), local.freePort?.('tcp')]);
    const remote: Executor = { ...local };
    delete remote.freePort;
    await start({ executor: remote, local: { port }, control: { port: control } });
    expect(phone.sipp.local).toEqual({ host: '127.0.0.1', port });
    await (await phone.place({ command: 'hello' })).event('echo');
  });
});

test('steers a scenario of values, as toXml checks and writes it', async () => {
  const idle = label('idle');
  await start({
    scenario: scenario('answers', [
      idle,
      recv('INVITE', { optional: true, next: idle }),
      recvCmd({ actions: [{ kind: 'ereg', regexp: 'Seq: ([0-9]+)', assignTo: ['whole', 'number'] }] }),
      sendCmd(`Call-ID: [call_id]\nEvent: done\nRe: ${valueOf('number')}\n\n`, { next: idle }),
    ]),
  });
  const call = await phone.place({ command: 'one' });
  expect((await call.next('two')).fields).toMatchObject({ event: 'done', re: '2' });
});

describe('the end of SIPp', () => {
  test('is an error of everything that waits, at once', async () => {
    await start({ within: 60_000 });
    const call = await phone.place({ command: 'hello' });
    await call.event('echo');
    const waits = [call.event('never'), call.next('mute', {}, { answer: 'never' }), call.next('mute')];
    const iteration = (async () => {
      for await (const _ of call.events);
    })();
    process.kill(phone.sipp.pid ?? 0, 'SIGKILL');
    for (const wait of [...waits, iteration]) {
      await expect(wait).rejects.toMatchObject({ kind: 'lost', message: expect.stringContaining('SIGKILL') });
    }
    await expect(phone.place({ command: 'hello' })).rejects.toMatchObject({ kind: 'lost' });
    await expect(call.send('hello')).rejects.toMatchObject({ kind: 'lost' });
    expect(await phone.sipp.finished).toMatchObject({ kind: 'unknown' });
  });

  // As if a busy machine had held it up: with these each look of its watchdog finds it late.
  const late = ['-watchdog_interval', '10', '-watchdog_minor_threshold', '1'];

  test('by its own watchdog, 121 times late, is told with its words', async () => {
    await start({ extraArgs: [...late, '-watchdog_minor_maxtriggers', '120'] });
    expect(await phone.closed).toMatchObject({
      kind: 'lost',
      evidence: expect.stringContaining('121 out of 120 allowed'),
    });
  });

  test('does not come by its watchdog unless told', async () => {
    await start({ extraArgs: late });
    while (((await phone.sipp.statistics())?.watchdogMinor ?? 0) <= 121) await new Promise(setImmediate);
    const call = await phone.place({ command: 'hello' });
    expect(await call.event('echo')).toMatchObject({ callId: call.id });
  });

  test('by stop is quick although calls live, leaves no files, and gives the counts', async () => {
    await start();
    const call = await phone.place({ command: 'hello' });
    await call.event('echo');
    const [waiting, outcome] = await Promise.all([call.event('never').catch((why: unknown) => why), phone.stop()]);
    expect(waiting).toMatchObject({ kind: 'released' });
    expect(outcome).toMatchObject({ kind: 'incomplete', statistics: { created: 1, current: 1 }, exit: { code: 0 } });
    expect(existsSync(phone.sipp.folder)).toBe(false);
  });
});

describe('steer refuses', () => {
  test('a scenario that takes no commands first, and says what it lacks', async () => {
    const xml = '<scenario name="x"><recv request="INVITE"/><sendCmd>Call-ID: [call_id]\n\n</sendCmd></scenario>';
    await expect(steer({ scenario: { xml }, readyWithin: 500 })).rejects.toMatchObject({ kind: 'not-started' });
  });
});
