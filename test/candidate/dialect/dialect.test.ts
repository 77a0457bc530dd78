import { describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { buildDialect } from '../../../src/candidate/dialect/build-dialect.ts';
import { PRESET_NAMES } from '../../../src/candidate/dialect/dialect-presets.ts';
import { dialectKeys } from '../../../src/candidate/dialect/dialect-schema.ts';
import type { Candidate } from '../../../src/candidate/candidate.ts';
import { loadCandidate } from '../../../src/candidate/load-candidate.ts';
import { type Diagnostic, renderDiagnostics } from '../../../src/suite/diagnostic.ts';

const BASE = `name: x
runtime: process
process: { command: [x] }
pools: { primary: { sip: udp:auto, orbits: 100-199 }, backup: { sip: udp:auto, orbits: 200-299 } }
capabilities: [orbit-status]
`;

function reading(more: string): { readonly candidate: Candidate } | { readonly diagnostics: readonly Diagnostic[] } {
  return loadCandidate(`${BASE}${more}\n`, 'x.yaml');
}

function mistakes(more: string): string {
  const read = reading(more);
  return 'diagnostics' in read ? renderDiagnostics(read.diagnostics) : '';
}

test.each(PRESET_NAMES)('the preset %s is a dialect without a contradiction', (name) => {
  const read = reading(`dialect: ${name}`);
  expect('candidate' in read ? read.candidate.dialect : mistakes(`dialect: ${name}`)).toEqual(
    buildDialect({ dialect: name }),
  );
});

test('a file without any of the keys means RFC 5359', () => {
  expect(buildDialect({}).name).toBe('rfc5359');
});

test('each key of a preset can be changed by itself', () => {
  const own = {
    park: { by: 'invite', to: '*70${slot}', proof: ['answer'], end: 'parker' },
    orbit: { from: 'chosen' },
    retrieve: { by: 'invite', to: '*71${orbit}' },
    empty: 'refuses',
    state: {
      subscribe: 'slot-${orbit}',
      all: 'slots',
      parked: ['early', 'confirmed'],
      event: 'slots',
      accept: 'application/dialog-info+xml',
      held: true,
    },
  } as const;
  const { name, orbit, ...rest } = buildDialect({ dialect: 'valet', ...own });
  expect({ name, orbit, ...rest }).toEqual({ name: 'valet', ...own, orbit: 'chosen' });
});

test('a document of another type is held against an expression, and shows no list of orbits', () => {
  const state = { event: 'presence', accept: 'application/PIDF+xml', parked: 'On the phone' };
  expect(buildDialect({ dialect: 'rfc5359', state }).state).toEqual({
    subscribe: '${orbit}',
    all: undefined,
    parked: ['confirmed'],
    event: 'presence',
    accept: 'application/pidf+xml',
    match: 'On the phone',
    held: false,
  });
});

test('one proof need not be written as a list', () => {
  expect(buildDialect({ dialect: 'asterisk-lot', park: { proof: 'answer' } }).park.proof).toEqual(['answer']);
});

test('each key has a description and an example for editors', () => {
  const lacking = Object.entries(dialectKeys).flatMap(([key, schema]) => keysWithout(key, z.toJSONSchema(schema)));
  expect(lacking).toEqual([]);
});

function keysWithout(key: string, schema: z.core.JSONSchema.BaseSchema): readonly string[] {
  const inner = Object.entries(schema.properties ?? {}).flatMap(([name, part]) =>
    typeof part === 'boolean' ? [] : keysWithout(`${key}.${name}`, part),
  );
  const leaf = schema.properties === undefined;
  const lacks = schema.description === undefined || (leaf && schema.examples === undefined);
  return lacks ? [key, ...inner] : inner;
}

describe('what contradicts itself is refused', () => {
  test.each([
    [
      'the number names no orbit that is chosen',
      'dialect: valet\npark: { to: "700" }',
      'x.yaml:7:14: the parker chooses',
    ],
    ['the server chooses, and the number names it', 'park: { to: "${slot}" }', 'x.yaml:6:14: `${slot}` names an orbit'],
    ['a NOTIFY for an INVITE', 'dialect: feature-code\npark: { proof: notify }', 'x.yaml:7:16: no NOTIFY comes'],
    ['a sipfrag without a NOTIFY', 'park: { proof: answer }', 'x.yaml:6:16: the sipfrag that tells the orbit'],
    ['one number for each orbit', 'retrieve: { by: invite, to: "*88" }', 'x.yaml:6:30: `*88` leads to the same call'],
    [
      'Replaces of what is not confirmed',
      'state: { parked: [early] }',
      'x.yaml:6:18: a call that is shown in no confirmed',
    ],
    ['one look-up for each orbit', 'state: { subscribe: park }', 'x.yaml:6:21: `park` shows the same'],
    ['all orbits in one', 'state: { all: "${orbit}" }', 'x.yaml:6:16: `${orbit}` shows one orbit'],
    [
      'an orbit that turns occupied, unwatched',
      'orbit: { from: state }',
      'x.yaml:6:16: the orbit is the one that turns',
    ],
    [
      'a state that is asked for once',
      'dialect: valet\npark: { proof: [notify, state] }',
      'x.yaml:7:16: an orbit that turns occupied is shown in a subscription that goes on',
    ],
    [
      'no word but the state',
      'dialect: asterisk-lot\npark: { proof: state }',
      'x.yaml:7:16: by its state alone nobody can tell',
    ],
    [
      'a document that nobody reads',
      'state: { event: call-info, accept: application/x-broadworks-callpark-info+xml }',
      'x.yaml:6:36: nothing says how a document of application/x-broadworks',
    ],
    [
      'a document that the package does not have',
      'state: { accept: application/pidf+xml, parked: "busy" }',
      'x.yaml:6:18: the dialog package has documents of application/dialog-info+xml',
    ],
    [
      'an expression for all orbits',
      'state: { event: presence, accept: application/pidf+xml, parked: "busy", all: park }',
      'x.yaml:6:78: the expression tells that a call is parked, and not at which orbit',
    ],
    [
      'an expression that leads to no dialog',
      'state: { event: presence, accept: application/pidf+xml, parked: "busy" }',
      'a call that is shown in no confirmed dialog cannot be taken over by Replaces',
    ],
    [
      'an unknown placeholder',
      'dialect: valet\npark: { to: "*${slott}" }',
      'x.yaml:7:14: unknown placeholder ${slott}',
    ],
    ['a number with a space', 'dialect: valet\npark: { to: "* ${slot}" }', 'x.yaml:7:14: `to`: a user part such as'],
  ])('%s', (_, more, expected) => {
    expect(mistakes(more)).toContain(expected);
  });

  test('no look-up, where a phone that dials would be parked', () => {
    const without = loadCandidate(`${BASE.replace('[orbit-status]', '[]')}dialect: valet\n`, 'x.yaml');
    const told = 'diagnostics' in without ? renderDiagnostics(without.diagnostics) : '';
    expect(told).toContain('only a look-up can show that it is empty');
  });

  test('no look-up, where the state of an orbit proves a park', () => {
    const without = loadCandidate(`${BASE.replace('[orbit-status]', '[]')}dialect: asterisk-lot\n`, 'x.yaml');
    const told = 'diagnostics' in without ? renderDiagnostics(without.diagnostics) : '';
    expect(told).toContain('does not claim to show it');
  });
});
