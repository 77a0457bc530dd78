import { describe, expect, test } from '@jest/globals';
import { namesOrbit } from '../../src/candidate/dialect/template-placeholders.ts';
import { fillInTemplate, orbitIn } from '../../src/dialect/uri-template.ts';

const domain = 'park.example';

/** A template, and the address that it makes for orbit 101. */
const TEMPLATES: ReadonlyArray<readonly [template: string, address: string]> = [
  ['${orbit}', 'sip:101@park.example'],
  ['${slot}', 'sip:101@park.example'],
  ['*68${slot}', 'sip:*68101@park.example'],
  ['${orbit}#', 'sip:101%23@park.example'],
  ['park+${orbit}', 'sip:park+101@park.example'],
  ['sip:callpark@${domain};orbit=${slot}', 'sip:callpark@park.example;orbit=101'],
  ['sip:${orbit}@pool.example', 'sip:101@pool.example'],
];

describe.each(TEMPLATES)('the template %s', (template, address) => {
  test('makes an address of an orbit, and an orbit of the address', () => {
    expect(namesOrbit(template)).toBe(true);
    expect(fillInTemplate(template, { domain, orbit: '101' })).toBe(address);
    expect(orbitIn(address, template, domain)).toBe('101');
  });

  test('finds no orbit in another address', () => {
    for (const other of [address.replace('101', ''), address.replace('101', 'bob'), `${address}x`, `x${address}`]) {
      expect(orbitIn(other, template, domain)).toBeUndefined();
    }
  });
});

test('a template may name no orbit', () => {
  expect(namesOrbit('park')).toBe(false);
  expect(fillInTemplate('park', { domain })).toBe('sip:park@park.example');
  expect(orbitIn('sip:park@park.example', 'park', domain)).toBeUndefined();
});
