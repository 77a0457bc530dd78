import { expect, test } from '@jest/globals';
import { checkScenario, toXml } from 'sipp-ts-wrapper';
import { phoneScenario, stepOf } from '../../../src/phone/sipp/phone-scenario.ts';

const alice = { aor: 'sip:alice@park.example', user: 'alice' };

test('SIPp takes the scenario', () => {
  const scenario = phoneScenario(alice);
  const keywords = ['here', 'salt'];
  expect(checkScenario(scenario, { keywords })).toEqual([]);
  // SIPp 3.6.1 reads no file of more than 64 KiB.
  expect(toXml(scenario, { keywords }).length).toBeLessThan(65_536);
});

test('every command leads to the message that it names', () => {
  const scenario = phoneScenario(alice);
  const steps = scenario.steps.filter(({ kind }) => kind !== 'label');
  const lineOf = (verb: Parameters<typeof stepOf>[1]): string => {
    const step = steps[stepOf(scenario, verb)];
    return step?.kind === 'send' ? (step.text.trim().split('\n')[0] ?? '') : `a ${step?.kind}`;
  };
  expect(lineOf('register')).toBe('REGISTER [$uri] SIP/2.0');
  expect(lineOf('invite-replacing-auth')).toBe('INVITE [$uri] SIP/2.0');
  expect(lineOf('bye')).toBe('BYE [next_url] SIP/2.0');
  expect(lineOf('refuse-486')).toBe('SIP/2.0 486 Busy Here');
});

test('what stands before the aim of a jump does not lead elsewhere', () => {
  const scenario = phoneScenario(alice);
  const steps = scenario.steps.filter(({ kind }) => kind !== 'label');
  for (const verb of ['register', 'ack', 'notify', 'answer'] as const) {
    expect(steps[stepOf(scenario, verb) - 1]).toEqual({ kind: 'nop' });
  }
});
