import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { EventBody, HistoryEvent } from '../../src/history/event.ts';
import { hideSecrets } from '../../src/history/hide-secrets.ts';
import { Recorder } from '../../src/history/recorder.ts';
import { digestOf } from '../../src/content-digest.ts';
import { Secrets } from '../../src/secrets.ts';

const SECRET = 'hunter2-canary';
const secrets = new Secrets([SECRET]);

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'parkspec-secrets-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const SIP = {
  kind: 'sip',
  tap: 'alice',
  direction: 'in',
  local: 'udp:127.0.0.1:5062',
  remote: 'udp:127.0.0.1:5060',
} as const;

/** One event of each kind that holds text of others. */
const EVENTS: readonly EventBody[] = [
  { ...SIP, text: `SIP/2.0 200 ${SECRET}\r\nContent-Length: 14\r\n\r\n${SECRET}` },
  { ...SIP, text: `\u00ff${SECRET}`, encoding: 'latin1', unreadable: SECRET },
  { kind: 'phase', phase: 'outage', state: 'missed', why: SECRET },
  { kind: 'fault', fault: 'kill', pool: 'primary', state: 'applied', proof: SECRET },
  {
    kind: 'action',
    id: 'a1',
    state: 'failed',
    verb: 'park',
    orbit: SECRET,
    callId: SECRET,
    callIds: [SECRET],
    why: SECRET,
  },
  { kind: 'media', tap: 'alice', leg: SECRET, event: 'starts', voice: 'bob', at: 1 },
  { kind: 'digits', tap: 'alice', leg: SECRET, digits: '1' },
  {
    kind: 'hook',
    action: 'a1',
    purpose: 'park',
    hook: 'run',
    what: SECRET,
    outcome: 'done',
    words: SECRET,
    output: SECRET,
  },
  {
    kind: 'network',
    channel: 'sip',
    tap: 'alice',
    direction: 'in',
    what: 'lost',
    remote: SECRET,
    line: SECRET,
    callId: SECRET,
  },
  { kind: 'note', level: 'trouble', stage: 'start', text: SECRET, cause: SECRET, hint: SECRET },
];

test.each(EVENTS)('an event of kind $kind has no secret', (event) => {
  const hidden = hideSecrets(event, secrets);
  expect(JSON.stringify(hidden)).not.toContain(SECRET);
  expect(JSON.stringify(hidden)).toBe(JSON.stringify(event).replaceAll(SECRET, '*'.repeat(SECRET.length)));
});

test('a history has no secret, its digest is of what is written, and those who listen are told what was seen', () => {
  const path = join(folder, 'history.jsonl');
  const recorder = new Recorder(path, () => undefined, { secrets });
  const heard: HistoryEvent[] = [];
  recorder.listen((event) => heard.push(event));
  for (const event of EVENTS) recorder.append(event);
  const digest = recorder.close('complete');
  const written = readFileSync(path);
  expect(written.toString()).not.toContain(SECRET);
  expect(digest).toBe(digestOf(written));
  expect(heard).toHaveLength(EVENTS.length + 1);
  expect(heard[0]).toMatchObject({ n: 1, ...EVENTS[0] });
});

test('a history is for the eyes of its owner', () => {
  const path = join(folder, 'history.jsonl');
  new Recorder(path, () => undefined).close('complete');
  expect(statSync(path).mode & 0o777).toBe(0o600);
});
