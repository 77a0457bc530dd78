import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Candidate } from '../../../../src/candidate/candidate.ts';
import { buildDialect } from '../../../../src/candidate/dialect/build-dialect.ts';
import type { DialectSource } from '../../../../src/candidate/dialect/dialect-schema.ts';
import { askDialect } from '../../../../src/dialect/ask/ask-dialect.ts';
import { CallBook, noteDeed } from '../../../../src/drive/call-book.ts';
import { ReceivedRequests } from '../../../../src/drive/received-requests.ts';
import type { Stage } from '../../../../src/drive/stage.ts';
import type { HistoryEvent } from '../../../../src/history/event.ts';
import { Recorder } from '../../../../src/history/recorder.ts';
import type { PhoneOptions, PhoneTaps } from '../../../../src/phone/phone.ts';
import { Scripts } from '../../../../src/runtime/process/scripts.ts';
import { newCallId } from '../../../../src/sip/token.ts';
import { SAMPLE } from '../../../candidate/sample.ts';
import { act, cellOf } from '../../../judge/history-builder.ts';
import { Bench } from '../../phone/bench.ts';
import { WebServer } from './web-server.ts';
import { ParkServer } from './park-server.ts';

export const parks = { verb: 'park', call: 'A', by: 'bob' } as const;
export const retrieves = { verb: 'retrieve', call: 'A', by: 'carol' } as const;

/** Alice and bob in a call through a server, of which each has a leg, and carol. */
export interface InCall {
  readonly stage: Stage;
  readonly server: ParkServer;
  /** The administration of both pools. */
  readonly web: WebServer;
  /** The events that were recorded until now. */
  events(): readonly HistoryEvent[];
  close(): Promise<void>;
}

export async function inCall(source: DialectSource, options: Partial<PhoneOptions> = {}): Promise<InCall> {
  const folder = mkdtempSync(join(tmpdir(), 'parkspec-ways-'));
  const file = join(folder, 'history.jsonl');
  const recorder = new Recorder(file, () => undefined);
  const bench = await Bench.open();
  const server = await ParkServer.open(bench);
  const dialect = buildDialect(source, 'fixtures/dialects');
  const trouble: string[] = [];
  const taps: PhoneTaps = {
    sip: (event, now) => recorder.append({ kind: 'sip', ...event }, now),
    media: (event, now) => recorder.append({ kind: 'media', ...event, at: recorder.clock(event.at) }, now),
    digits: (event, now) => recorder.append({ kind: 'digits', ...event }, now),
    network: () => undefined,
    trouble: (text, cause) => trouble.push(`${text}: ${String(cause)}`),
  };
  const opened = await Promise.all(
    (['alice', 'bob', 'carol'] as const).map((party) => bench.phone(party, { ...options, taps })),
  );
  const book = new CallBook();
  const call = book.open('A');
  for (const { phone } of opened.slice(0, 2)) {
    const callId = newCallId('a');
    // oxlint-disable-next-line no-await-in-loop -- one after the other
    await phone.dial({ callId, uri: `sip:for-${phone.party}@park.example`, next: server.address, within: 20_000 });
    call.legs.set(phone.party, callId);
  }
  noteDeed(call, { verb: 'call', call: 'A', by: 'alice', to: 'bob' }, 'normal');
  let count = 0;
  const web = await WebServer.open(bench);
  const scripts = new Scripts(folder);
  const pool = { address: server.address, http: { host: '127.0.0.1', port: web.port } };
  const candidate: Candidate = {
    ...SAMPLE,
    dialect,
    capabilities: [],
    bounds: { ...SAMPLE.bounds, park: 1000, setup: 500 },
  };
  const stage = {
    cell: cellOf('F', { normal: [act(parks), act(retrieves)] }),
    candidate,
    dialect: askDialect(dialect),
    recorder,
    pools: { primary: pool, backup: pool },
    staying: new Map(),
    phones: new Map(opened.map(({ phone }) => [phone.party, phone])),
    book,
    scripts,
    receivedRequests: new ReceivedRequests(recorder),
    heard: [],
    traffic: undefined,
    phase: 'normal',
    signal: new AbortController().signal,
    nextId: () => (count += 1),
  } as unknown as Stage;
  const read = (): readonly HistoryEvent[] =>
    readFileSync(file, 'utf8')
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line));
  return {
    stage,
    server,
    web,
    events: read,
    close: async () => {
      await scripts.close();
      await bench.close();
      recorder.close('complete');
      rmSync(folder, { recursive: true });
      if (trouble.length > 0) throw new Error(trouble.join('\n'));
    },
  };
}

/** The last line of the last action of a verb. */
export function doneIn(bed: InCall, verb: string): unknown {
  return bed.events().findLast((event) => event.kind === 'action' && event.verb === verb);
}
