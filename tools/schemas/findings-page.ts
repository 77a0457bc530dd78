/** `docs/findings.md`: every finding by its code, with an example of its sentence. */
import { AFTERMATH } from '../../src/judge/sentences/aftermath-sentences.ts';
import { BENCH } from '../../src/judge/sentences/bench-sentences.ts';
import { CALLS } from '../../src/judge/sentences/call-sentences.ts';
import { EVERY_CHECK } from '../../src/judge/sentences/common-sentences.ts';
import { EXCUSES } from '../../src/judge/sentences/excuse-sentences.ts';
import { type Code, SENTENCES } from '../../src/judge/sentences/sentences.ts';
import { PARKING } from '../../src/judge/sentences/parking-sentences.ts';
import { REFUSALS } from '../../src/judge/sentences/refusal-sentences.ts';
import { SETTINGS } from '../../src/judge/sentences/setting-sentences.ts';
import { SITUATION } from '../../src/judge/sentences/situation-sentences.ts';
import { TIMERS } from '../../src/judge/sentences/timer-sentences.ts';

type Table = typeof SENTENCES;
type Taken = { [C in Code]: Parameters<Table[C]> extends [infer F] ? (fields: F) => void : never }[Code];
/** What all sentences take together: a name means the same in each of them. */
type Everything = Taken extends (fields: infer All) => void ? All : never;

/** One value for each name that a sentence takes. */
const SAMPLE: Everything = {
  address: 'udp:192.0.2.1:5060',
  advice: 'REFER was answered 202; it should be 200',
  after: 120,
  answer: '503 Service Unavailable',
  over: 'was rung back',
  at: 'at orbit 201 of backup',
  because: { code: 'not-heard', reason: 'alice heard nothing instead of bob in call A' },
  before: 120,
  bound: 1000,
  by: 'bob',
  call: 'A',
  callee: 'bob',
  candidate: 'Park server',
  capability: 'hold',
  cause: 'EMFILE: too many open files',
  check: 'DR-12/parkable',
  count: 2,
  declared: 20_000,
  deed: "bob's park of call A",
  delay: 812,
  delays: 'one',
  dialogs: 4,
  end: 'its leg was ended by a BYE from udp:192.0.2.1:5060',
  expected: 'udp:192.0.2.2:5060',
  fault: 'kill',
  first: 200,
  from: 'udp:192.0.2.1:5060',
  gap: 1340,
  header: 'user-services-state=unavailable',
  heard: 'nothing',
  hint: 'allow more open files (`ulimit -n`)',
  how: 'exit code 1',
  intent: 'hold',
  last: 299,
  late: 812,
  left: 400,
  leg: 'a84b4c76e66710',
  listener: 'alice',
  lookups: 3,
  message: 'INVITE sip:bob@192.0.2.4:5060',
  method: 'INVITE',
  mode: 'resiliency',
  needed: 8000,
  orbits: 100,
  network: 340,
  occupant: 'B',
  orbit: '201',
  other: 'bob',
  outcome: 'held',
  parkee: 'alice',
  parker: 'bob',
  party: 'alice',
  peer: 'sip:carol@192.0.2.3:5060',
  pending: 'BYE',
  phase: 'failover',
  place: 'orbit 201 of backup',
  pool: 'backup',
  probe: 'a re-INVITE was answered 481 Call/Transaction Does Not Exist',
  problem: 'the cell was never run',
  proof: 'it answers OPTIONS',
  refusal: "bob's park of call A was refused after 4 ms: 503 Service Unavailable",
  remote: 'udp:192.0.2.1:5060',
  retryAfter: 60,
  rule: 'move: after-calls',
  reply: 'the answer was 503 Service Unavailable',
  setting: 'pickup-timeout',
  seconds: 90,
  shown: 'early',
  signs: 'a re-INVITE was answered 200 OK',
  silence: 240,
  since: 'entering failover',
  source: 'RFC 7647 section 5',
  speaker: 'bob',
  stage: 'phone',
  status: '200 OK',
  stopped: 'its media stopped 10 ms after the outage',
  target: 'carol',
  to: 'carol',
  told: 'full-service',
  tolerance: 4000,
  took: 1340,
  transferee: 'alice',
  trouble: 'a phone could not be opened',
  unread: '1 dialog of the NOTIFY could not be read',
  voice: 'music:backup',
  waited: 4000,
  watched: 3000,
  what: 'the 200 OK to INVITE from primary names udp:203.0.113.9:4000 for the audio of alice; that is outside of the addresses of this cell (`addresses` in the candidate file declares more), and parkspec sent nothing there',
  when: 'before the fault',
  where: 'during the check',
  why: 'no proof came in time',
};

const CHAPTERS: ReadonlyArray<readonly [title: string, about: string, codes: object]> = [
  ['The bench', 'parkspec itself failed, or was stopped. Nothing is known of the candidate.', BENCH],
  ['The situation', 'The check does not apply, or what it is about was not there.', SITUATION],
  ['Calls and registrations', 'Calls that are set up, connected, held, transferred, hung up or disconnected.', CALLS],
  ['Parking and retrieving', 'Calls that are parked or retrieved, and orbits that must be empty.', PARKING],
  ['Refusals', 'Deeds that must be refused.', REFUSALS],
  ['Settings', 'The settings of a pool, as its phones see them.', SETTINGS],
  ['Timers', 'Timers of a pool that a call must outlive once it waits no longer.', TIMERS],
  ['The aftermath', 'Remains after every call of the cell was hung up.', AFTERMATH],
  ['Excuses', 'A failure of which parkspec, its machine or its bad network may be the cause.', EXCUSES],
  ['Every check', 'Findings of any check.', EVERY_CHECK],
];

/** The sentence of a code as an example. */
export function exampleOf(code: Code): string {
  return SENTENCES[code](SAMPLE);
}

export function findingsPage(): string {
  return `${[INTRODUCTION, ...CHAPTERS.map(chapter)].join('\n\n')}\n`;
}

const INTRODUCTION = `# Findings

Each verdict of a check has a *code*, which says what was found, and a *reason*, which says the same in a sentence with the
values of this run. A code is stable: it keeps its meaning from version to version. A sentence may change at any time.
Programs should read the code.

A sentence says what was observed. After a semicolon it may say what was allowed, and after \`try:\` what to try.

Some findings rest on another one. Its code then stands in \`because\`.

| where | code | because |
|---|---|---|
| \`compliance.json\`, \`verdict.json\`, \`parkspec judge --json\` | \`code\` | \`because\` |
| \`junit.xml\` | \`type\` of \`failure\` and \`error\` | |
| Allure | parameter \`code\` | |

\`verdict.json\` and \`parkspec judge --json\` also hold \`fields\`: each value that the sentence names, by its name. Times are in
milliseconds.

This page is written by \`npm run schemas\`.`;

function chapter([title, about, codes]: (typeof CHAPTERS)[number]): string {
  const rows = codesIn(codes).map((code) => `| \`${code}\` | ${exampleOf(code).replaceAll('|', '\\|')} |`);
  return [`## ${title}`, '', about, '', '| code | example |', '|---|---|', ...rows].join('\n');
}

function codesIn(codes: object): readonly Code[] {
  return Object.keys(codes).filter((code): code is Code => Object.hasOwn(SENTENCES, code));
}
