/** The hooks that make a pair fresh: what they ask with is as secret as what the hooks of transitions do. */
import { expect, test } from '@jest/globals';
import type { Candidate } from '../../src/candidate/candidate.ts';
import { loadCandidate } from '../../src/candidate/load-candidate.ts';
import { manualOrders } from '../../src/candidate/manual-order.ts';
import { missingVariables } from '../../src/candidate/passed-variables.ts';
import { recordedCandidate } from '../../src/candidate/recorded-candidate.ts';
import { secretNames } from '../../src/candidate/secret-names.ts';
import { secretsOf } from '../../src/candidate/secret-values.ts';
import { cellDeadline } from '../../src/drive/bad-network.ts';
import { renderDiagnostics } from '../../src/suite/diagnostic.ts';

const REQUEST = '{ http: { post: "https://lab.example/reset?key=${env:KEY}", bearer: bearer-0815-y }, within: 5s }';

function loaded(more: string): Candidate {
  const file = `name: Lab
runtime: remote
pools: { primary: { sip: "udp:10.0.0.1:5060", orbits: 1-2 }, backup: { sip: udp:10.0.0.2, orbits: 3-4 } }
transitions: { outage: { do: { run: [./cut.sh] } }, failback: { do: { run: [./mend.sh] } } }
bounds: { cell: 30s }
${more}
`;
  const reading = loadCandidate(file, '/lab/candidate.yaml');
  if ('diagnostics' in reading) throw new Error(renderDiagnostics(reading.diagnostics));
  return reading.candidate;
}

const lab = loaded(`secrets: [KEY]\nreset: { do: ${REQUEST}, within: 20s }`);

test('have secrets, which are known by name and hidden', () => {
  expect(secretNames(lab)).toEqual(['KEY', 'the token of POST https://lab.example/reset?…']);
  expect(missingVariables(lab, {})).toEqual(['KEY']);
  const secrets = secretsOf(lab, { KEY: 'key-in-query-9' });
  expect(secrets.hide('asked with bearer-0815-y and key-in-query-9')).toBe('asked with *** and ***');
  const recorded = JSON.stringify(recordedCandidate(lab, secretsOf(lab, {})));
  expect(recorded).toContain('https://lab.example/reset?…');
  expect(recorded).not.toMatch(/bearer-0815-y|key=/);
});

test('have their time, and an operator has another one', () => {
  expect(cellDeadline(lab, undefined)).toBe(30_000 + 20_000 + 5_000);
  const operator = loaded('reset: { do: [ { manual: End all calls, within: 3m }, { run: [./end.sh] } ], within: 10s }');
  expect(manualOrders(operator)).toMatchObject([{ text: 'End all calls', within: 180_000 }]);
  expect(cellDeadline(operator, undefined)).toBe(30_000 + 10_000 + 10_000 + 180_000);
  expect(cellDeadline(loaded(''), undefined)).toBe(30_000 + 60_000);
});
