import { expect, test } from '@jest/globals';
import { recv, recvCmd, type Scenario, scenario, sendCmd, type Step, toXml, twinRole } from '../../src/index.ts';
import { answered, ask } from '../scenario/refused.ts';
import { runBare } from './bare-sipp.ts';

const command = sendCmd('Call-ID: [call_id]\nEvent: a\n\n');
const of = (...steps: Step[]): Scenario => scenario('twin', steps);

test.each([
  ['sendCmd first', of(command, recvCmd(), ask, answered)],
  ['a send before sendCmd', of(ask, answered, command)],
  ['a recv before sendCmd', of(recv('BYE'), command)],
])('with %s SIPp connects to its twin', async (_, twin) => {
  expect(twinRole(twin)).toBe('connects');
  const run = await runBare(toXml(twin), { answer: () => [200], twin: () => [], within: 600 });
  expect(run.connections).toBe(1);
});

test.each([
  ['recvCmd first', of(recvCmd(), ask, answered)],
  ['a recv before recvCmd', of(recv('INVITE', { optional: true }), recvCmd(), command)],
])('with %s SIPp listens for its twin, and so wants a free port', async (_, twin) => {
  expect(twinRole(twin)).toBe('listens');
  const run = await runBare(toXml(twin), { twin: () => [], within: 2000 });
  expect(run.stderr).toMatch(/Unable to bind|Address already in use/i);
});

test('without commands SIPp refuses to have a twin', async () => {
  const alone = of(ask, answered);
  expect(twinRole(alone)).toBeUndefined();
  const run = await runBare(toXml(alone), { twin: () => [] });
  expect(run.stderr).toContain('TwinSipp Mode enabled but thirdPartyMode is different');
});
