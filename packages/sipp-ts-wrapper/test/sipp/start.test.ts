import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { afterEach, describe, expect, test } from '@jest/globals';
import { detectVersion, localExecutor, type RunningSipp, type SippOptions, startSipp } from '../../src/index.ts';
import { answering, calling } from './scenarios.ts';

const started: RunningSipp[] = [];

async function start(options: SippOptions): Promise<RunningSipp> {
  const sipp = await startSipp(options);
  started.push(sipp);
  return sipp;
}

const server = (options: Partial<SippOptions> = {}): Promise<RunningSipp> =>
  start({ scenario: { xml: answering }, ...options });

afterEach(async () => {
  await Promise.all(started.splice(0).map((sipp) => sipp.stop({ grace: 0 })));
});

describe('startSipp', () => {
  test('gives each SIPp a port for media of its own, so that more than a hundred can run on an address', async () => {
    const lines = [(await server()).commandLine, (await server()).commandLine];
    const ports = lines.map((line) => Number(/ -mp (\d+)/.exec(line)?.[1]));
    expect(ports.every((port) => port > 1023)).toBe(true);
    expect(new Set(ports).size).toBe(2);
    expect((await server({ media: { port: 7_000 } })).commandLine).toContain(' -mp 7000');
  });

  test('resolves when the socket is bound: a request that is sent once and at once is answered', async () => {
    const peer = createSocket('udp4').bind(0, '127.0.0.1');
    await once(peer, 'listening');
    const answer = once(peer, 'message');
    const invite = [
      'INVITE sip:b@127.0.0.1 SIP/2.0',
      `Via: SIP/2.0/UDP 127.0.0.1:${peer.address().port};branch=z9hG4bK1`,
      'From: <sip:a@127.0.0.1>;tag=1',
      'To: <sip:b@127.0.0.1>',
      'Call-ID: once@x',
      'CSeq: 1 INVITE',
      'Content-Length: 0',
    ];
    const { local } = await server();
    peer.send(`${invite.join('\r\n')}\r\n\r\n`, local.port, local.host);
    expect(String((await answer)[0])).toMatch(/^SIP\/2.0 200 OK/);
    peer.close();
  });

  test('makes and takes calls', async () => {
    const { local, finished } = await server({ calls: 20, noRetransmission: true });
    const caller = await start({
      scenario: { xml: calling() },
      remote: local,
      calls: 20,
      rate: 200,
      noRetransmission: true,
      timeout: 10_000,
    });
    expect(await caller.finished).toMatchObject({ kind: 'passed', statistics: { successful: 20, outgoing: 20 } });
    expect(await finished).toMatchObject({ kind: 'passed', statistics: { successful: 20, incoming: 20 } });
  });

  test('keeps what SIPp wrote, and removes its folder', async () => {
    const { local } = await server({ calls: 1 });
    const caller = await start({
      scenario: { xml: calling() },
      remote: local,
      calls: 1,
      trace: ['messages', 'counts', 'screen'],
    });
    await caller.finished;
    const { files, errors } = await caller.logs();
    expect(files['messages.log']).toContain('INVITE sip:service@');
    expect(Object.keys(files).filter((name) => /_counts\.csv$|^screen\.log$/.test(name))).toHaveLength(2);
    expect(errors).toBe('');
    expect(existsSync(caller.folder)).toBe(false);
  });

  test('leaves the folder where it was told to', async () => {
    const sipp = await server({ keepFolder: true });
    await sipp.stop();
    expect(existsSync(`${sipp.folder}/scenario.xml`)).toBe(true);
    await rm(sipp.folder, { recursive: true });
  });

  test('rejects with what SIPp said about a scenario that it does not take', async () => {
    await expect(server({ scenario: { xml: '<scenario name="x"><sned/></scenario>' } })).rejects.toMatchObject({
      kind: 'not-started',
      hint: 'SIPp does not take the scenario.',
      evidence: expect.stringContaining('Unable to load or parse'),
    });
  });

  test('rejects with what SIPp said about an option that it does not know', async () => {
    await expect(server({ extraArgs: ['-no_such_option'] })).rejects.toMatchObject({
      kind: 'not-started',
      evidence: expect.stringContaining("Invalid argument: '-no_such_option'"),
    });
  });

  test('rejects where there is no SIPp, and says how to get it', async () => {
    await expect(server({ command: 'no-such-sipp' })).rejects.toMatchObject({
      kind: 'not-installed',
      hint: expect.stringContaining('sip-tester'),
    });
  });

  test('rejects where the port is taken, and does not take the other socket for its own', async () => {
    const other = createSocket('udp4').bind(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address();
    await expect(server({ local: { port } })).rejects.toMatchObject({
      kind: 'not-started',
      message: expect.stringContaining(`${port} is taken`),
    });
    other.close();
  });

  test('rejects where the address is none of this machine', async () => {
    await expect(server({ local: { host: '192.0.2.1' }, bindLocal: true })).rejects.toMatchObject({
      kind: 'not-started',
    });
  });

  test('binds its own address only, so that another may have the port there', async () => {
    const first = await server({ local: { host: '127.0.0.2' } });
    const second = await server({ local: { host: '127.0.0.3', port: first.local.port } });
    expect(second.local.port).toBe(first.local.port);
  });

  test('binds a TCP port where it was told to', async () => {
    const { local } = await server({ transport: 't1', calls: 1 });
    const caller = await start({
      scenario: { xml: calling().replaceAll('/UDP', '/TCP') },
      remote: local,
      transport: 't1',
      calls: 1,
    });
    expect(await caller.finished).toMatchObject({ kind: 'passed' });
  });
});

describe('stop', () => {
  test('lets a call that goes on come to its end', async () => {
    const answerer = await server();
    const paused = calling().replace('<send retrans="500"><![CDATA[\nBYE', '<pause milliseconds="500"/>$&');
    const caller = await start({ scenario: { xml: paused }, remote: answerer.local, calls: 1, trace: ['messages'] });
    while (!(await caller.logs()).files['messages.log']?.includes('ACK sip:')) await new Promise(setImmediate);
    await Promise.all([answerer.stop({ grace: 5000 }), caller.finished]);
    expect(await answerer.finished).toMatchObject({ kind: 'passed', statistics: { successful: 1 } });
  });

  test('ends one whose calls do not end', async () => {
    const answerer = await server();
    const endless = calling().replace('<send retrans="500"><![CDATA[\nBYE', '<pause milliseconds="600000"/>$&');
    const caller = await start({ scenario: { xml: endless }, remote: answerer.local, calls: 1, trace: ['messages'] });
    while (!(await caller.logs()).files['messages.log']?.includes('ACK sip:')) await new Promise(setImmediate);
    expect(await caller.stop({ grace: 50 })).toMatchObject({ kind: 'incomplete', statistics: { successful: 0 } });
  });
});

test('detectVersion reads the version of the installed SIPp', async () => {
  expect(await detectVersion(localExecutor())).toMatchObject({ kind: 'known', version: { major: 3 } });
});
