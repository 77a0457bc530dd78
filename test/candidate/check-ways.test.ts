import { describe, expect, test } from '@jest/globals';
import { loadCandidate } from '../../src/candidate/load-candidate.ts';

const CANDIDATE = `name: x
runtime: process
process: { command: [x] }
pools: { primary: { sip: udp:auto, orbits: 1-2 }, backup: { sip: udp:auto, orbits: 3-4 } }
`;

const BODY = 'by: body, type: application/json, body: fixtures/dialects/park.json';

/** What is wrong with the keys of a dialect, and where. */
function wrong(keys: string): readonly string[] {
  const reading = loadCandidate(`${CANDIDATE}${keys}`, 'x.yaml');
  if ('candidate' in reading) return [];
  return reading.diagnostics.map(({ line, column, message, hint }) => `${line}:${column} ${message}; ${hint}`);
}

describe('the keys of a way to park', () => {
  test.each([
    ['dialect: dtmf\npark: { to: "700" }', '6:14 `park.to` says nothing for a park by `dtmf`; leave it out'],
    [
      'dialect: feature-code\npark: { send: "*5" }',
      '6:16 `park.send` says nothing for a park by `invite`; leave it out, or write `by: dtmf`',
    ],
    [
      'park: { by: dtmf, proof: bye }\norbit: { from: chosen }',
      '5:13 nothing says which keys park a call; write `send: "*05${slot}"`',
    ],
    [
      'dialect: dtmf\npark: { send: "*05" }',
      '6:16 the parker chooses the orbit, and `*05` does not name it; put ${slot} into `park.send`, such as "*05${slot}"',
    ],
    ['dialect: dtmf\npark: { send: "*05${slott}" }', '6:16 unknown placeholder ${slott}; did you mean ${slot}?'],
    [
      'dialect: dtmf\npark: { proof: answer }',
      '6:16 telephone events in the audio have no answer (RFC 4733); write `proof: bye`, or `via: [info]`',
    ],
    [
      'dialect: dtmf\npark: { end: parker }',
      '6:14 the BYE of the server is waited for, and the parker ends its leg itself; write `end: server`',
    ],
    [
      'dialect: one-touch-slot\npark: { by: attended, proof: bye, end: server }',
      '6:30 no BYE comes for a park by `attended`; write `proof: notify` or `answer`',
    ],
    [
      'park: { by: body, method: INFO, type: application/json, body: none.json, proof: answer }\norbit: { from: sipfrag }',
      '5:63 `none.json` cannot be read: there is no such file; put the body of the request there; a file with a relative path lies beside this one',
    ],
    [
      'park: { by: body, method: REFER, type: application/json, proof: notify }',
      '5:13 a park by `body` needs `park.body`; write `body: park.xml`',
    ],
    [
      `park: { ${BODY}, method: INFO, proof: notify }`,
      '5:99 no NOTIFY comes for an INFO; write `proof: message` or `answer`',
    ],
    [
      `park: { ${BODY}, method: INFO, proof: message }`,
      '5:99 nothing says which message tells that a call is parked; write `orbit: { from: message, match: "sip:(\\\\d+)@" }`',
    ],
    [
      `park: { ${BODY}, method: INFO, proof: message }\norbit: { from: message }`,
      '6:16 nothing says where in the message the orbit stands; add `match: "sip:(\\\\d+)@"`',
    ],
    [
      'orbit: { from: sipfrag, match: "(1)" }',
      '5:33 `orbit.match` says nothing of an orbit that is learnt by `sipfrag`; leave it out',
    ],
    [
      'orbit: { from: message, match: "((" }',
      '5:33 `match`: a regular expression with one group, such as "sip:(\\\\d+)@"; undefined',
    ],
    [
      'orbit: { from: redirect, match: "orbit=(\\\\d+)" }',
      '5:16 no redirect is followed, so that none tells the orbit; add `redirects: follow` to `park`',
    ],
    [
      'dialect: valet\ncapabilities: [orbit-status]\npark: { redirects: follow }',
      '7:20 `park.redirects` says nothing for a park by `refer`; leave it out, or write `by: refer-server`',
    ],
    [
      'retrieve: { by: replaces, refer: accept }',
      '5:34 the server refers a retriever that calls it, and an INVITE with Replaces goes to the parkee; write `by: invite`, or leave `refer` out',
    ],
    [
      'park: { by: hook, proof: hook }\norbit: { from: chosen }',
      '5:13 a park by `hook` needs `park.hook`; write `hook: { run: [./park.sh, "${callid}"] }`',
    ],
    [
      'park: { by: hook, hook: { run: [x, "${slott}"] }, proof: hook }\norbit: { from: chosen }',
      '5:37 unknown placeholder ${slott}; did you mean ${slot}?',
    ],
    [
      'park: { by: hook, hook: { http: { post: "x" } }, proof: hook }\norbit: { from: hook, match: "(1)" }',
      '5:27 the primary has no administration over HTTP; add `http: auto` or its port to pools.primary',
      '5:27 the backup has no administration over HTTP; add `http: auto` or its port to pools.backup',
    ],
    [
      'park: { by: hook, hook: { exec: [x] }, proof: hook }\norbit: { from: hook, match: "(1)" }',
      '5:27 `exec` is for pools in containers; use `run: [program, argument]`',
    ],
    [
      'state: { hook: { run: [x, "${slot}"] } }',
      '5:10 nothing says how the hook tells that a call is there; write `parked: "occupied"`, a regular expression that matches where a call is',
    ],
    [
      'state: { hook: { exec: [x, "${callid}"] }, parked: "yes" }',
      '5:18 `exec` is for pools in containers; use `run: [program, argument]`',
      '5:29 unknown placeholder ${callid}; known: pool, orbit, slot, domain',
    ],
    [
      'state: { hook: { run: [x, "${slot}"] }, parked: "yes", held: true }',
      '5:56 `state.held` says nothing where a hook looks at the orbit; leave it out, or leave `hook` out',
    ],
    [
      'state: { parked: "yes" }',
      '5:19 an expression is held against what a hook tells, or a document that shows no dialogs; write a list of states, such as [confirmed], or add `hook`, or the media type as `accept`',
    ],
    [
      'park: { redirects: follow }\norbit: { from: hook, match: "(1)" }',
      '6:16 no hook tells the orbit; add `hook: { http: { get: "parked?call=${callid}" } }`',
    ],
    [
      'park: { by: hook, hook: { run: [x] }, proof: notify }\norbit: { from: hook, match: "(1)" }',
      '5:46 no NOTIFY comes for a park by `hook`; write `proof: hook` or `bye`',
    ],
  ])('%j', (keys, ...told) => {
    expect(wrong(keys)).toEqual(told);
  });

  test.each([
    'dialect: dtmf',
    'dialect: dtmf\npark: { send: "*05${slot}#", via: [info], proof: answer, end: parker }',
    'dialect: one-touch-slot\npark: { by: attended }',
    'park: { redirects: follow }\norbit: { from: redirect, match: "orbit=(\\\\d+)" }\nretrieve: { refer: accept }',
  ])('may be %j', (keys) => {
    expect(wrong(keys)).toEqual([]);
  });
});
