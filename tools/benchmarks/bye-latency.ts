/**
 * How long a BYE takes from the wire to the event in the history: `npm run bench:bye -- 500`. Another process calls a
 * native phone and hangs up, again and again, while four more phones talk in this one. Exits 1 above 5 ms at p99.
 */
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { argv, exit, hrtime, stdout } from 'node:process';
import { fileURLToPath } from 'node:url';
import { Recorder } from '../../src/history/recorder.ts';
import { PARTY_SIGNATURES } from '../../src/media/voices.ts';
import { openNativePhone } from '../../src/phone/native/native-phone.ts';
import type { SipAddress } from '../../src/candidate/sip-address.ts';
import type { Phone, Voice } from '../../src/phone/phone.ts';
import { openEndpoint } from '../../src/sip/endpoint.ts';
import { audioOffer } from '../../src/sip/sdp.ts';
import { newCallId } from '../../src/sip/token.ts';
import { UserAgent } from '../../src/sip/ua/user-agent.ts';
import { PARTIES, type Party } from '../../src/suite/cell.ts';
import { spread } from './spread.ts';

const BOUND_MS = 5;
const NOWHERE: SipAddress = { transport: 'udp', host: '127.0.0.1', port: 9 };
const voices: readonly Voice[] = PARTIES.map((party) => ({ name: party, sound: PARTY_SIGNATURES[party] }));

interface ByeSent {
  readonly callId: string;
  /** Monotonic clock of the machine, in ns as text. */
  readonly at: string;
}

async function main(rounds: number): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'parkspec-bench-'));
  const recorder = new Recorder(join(folder, 'history.jsonl'), (cause) => {
    throw cause;
  });
  const recorded = new Map<string, bigint>();
  const phones = new Map(
    await Promise.all(PARTIES.map(async (party) => [party, await open(party, recorder, recorded)] as const)),
  );
  await Promise.all([talk(phones, 'bob', 'carol'), talk(phones, 'dave', 'erin')]);

  const caller = fork(fileURLToPath(import.meta.url), ['peer', phones.get('alice')?.contact ?? '', String(rounds)]);
  const latencies = await collect(caller, recorded);

  await Promise.all([...phones.values()].map((phone) => phone.close({ within: 500 })));
  recorder.close('complete');
  rmSync(folder, { recursive: true });
  const sorted = latencies.toSorted((a, b) => a - b);
  const p99 = sorted[Math.floor(0.99 * sorted.length)] ?? Infinity;
  stdout.write(`BYE on the wire to the event in the history, ms: ${spread(latencies)}\n`);
  stdout.write(`${p99 <= BOUND_MS ? 'within' : 'above'} ${BOUND_MS} ms at p99\n`);
  return p99 <= BOUND_MS ? 0 : 1;
}

/** A phone whose taps write a history, and note when the event of a BYE is on disk. */
function open(party: Party, recorder: Recorder, recorded: Map<string, bigint>): Promise<Phone> {
  return openNativePhone({
    party,
    user: { name: party, domain: 'park.example' },
    transport: 'udp',
    host: '127.0.0.1',
    pools: { primary: NOWHERE, backup: NOWHERE },
    voices,
    taps: {
      sip: (event, now) => {
        recorder.append({ kind: 'sip', ...event }, now);
        const callId = event.text.startsWith('BYE') ? /^Call-ID: (\S+)/m.exec(event.text)?.[1] : undefined;
        if (callId !== undefined && event.direction === 'in') recorded.set(callId, hrtime.bigint());
      },
      media: (event, now) => recorder.append({ kind: 'media', ...event, at: recorder.clock(event.at) }, now),
      network: () => undefined,
      trouble: (text, cause) => {
        throw new Error(text, { cause });
      },
    },
  });
}

async function talk(phones: ReadonlyMap<Party, Phone>, from: Party, to: Party): Promise<void> {
  const [caller, callee] = [phones.get(from), phones.get(to)];
  if (caller === undefined || callee === undefined) throw new Error('no such phone');
  const call = { callId: newCallId('bench'), uri: callee.contact, next: callee.address, within: 2000 };
  const result = await caller.dial(call);
  if (result.kind !== 'connected') throw new Error(`${from} cannot call ${to}: ${result.kind}`);
  await result.leg.listen(to, 5, { within: 2000 });
}

/** In ms, one for each BYE; the caller tells at its end when it sent each. */
async function collect(caller: ChildProcess, recorded: ReadonlyMap<string, bigint>): Promise<number[]> {
  const sent: ByeSent[] = [];
  caller.on('message', (message: ByeSent[]) => sent.push(...message));
  await once(caller, 'close');
  if (caller.exitCode !== 0) throw new Error(`the caller ended with ${caller.exitCode}`);
  return sent.flatMap(({ callId, at }) => {
    const event = recorded.get(callId);
    if (event === undefined) throw new Error(`the BYE of ${callId} is not in the history`);
    return Number(event - BigInt(at)) / 1e6;
  });
}

/** The other process: calls, waits for some part of a 20 ms frame, hangs up. */
async function hangUpAgainAndAgain(contact: string, rounds: number): Promise<void> {
  const byes = new Map<string, string>();
  const endpoint = await openEndpoint({
    transport: 'udp',
    tap: ({ direction, bytes }) => {
      const text = direction === 'out' ? Buffer.from(bytes).toString('latin1') : '';
      const callId = text.startsWith('BYE') ? /^Call-ID: (\S+)/m.exec(text)?.[1] : undefined;
      if (callId !== undefined && !byes.has(callId)) byes.set(callId, String(hrtime.bigint()));
    },
  });
  const agent = new UserAgent({ endpoint, aor: 'sip:peer@park.example', contactUser: 'peer' });
  endpoint.onRequest = (incoming) => void agent.receive(incoming);
  const sdp = audioOffer({ address: '127.0.0.1', port: 9, sessionId: 1, version: 1, direction: 'sendrecv' });
  const port = Number(contact.slice(contact.lastIndexOf(':') + 1));
  for (let round = 0; round < rounds; round += 1) {
    const result = await agent.invite({ uri: contact, next: { ...NOWHERE, port }, sdp }).result;
    if (result.kind !== 'established') throw new Error(`the phone does not answer: ${result.kind}`);
    await new Promise((resolve) => {
      setTimeout(resolve, 20 * Math.random());
    });
    await result.session.bye();
  }
  const sent: ByeSent[] = [...byes].map(([callId, at]) => ({ callId, at }));
  await new Promise((resolve) => process.send?.(sent, resolve));
  await agent.close();
  await endpoint.close();
  process.disconnect();
}

if (argv[2] === 'peer') await hangUpAgainAndAgain(argv[3] ?? '', Number(argv[4]));
else exit(await main(Number(argv[2] ?? 500)));
