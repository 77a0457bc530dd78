import { expect, test } from '@jest/globals';
import { whyDown } from '../../src/runtime/why-down.ts';

const down = { name: 'primary', presence: 'refused', how: 'not started', within: 500, lastWords: '' } as const;

test('a pool that refuses TLS may want a certificate, and one that is silent only needs time', () => {
  expect(whyDown({ ...down, transport: 'tls' })).toMatch(
    /^primary did not answer OPTIONS over TLS within 500 ms; try: make sure .* a `certificate` and a `key` in `tls` .*; see primary\.log/,
  );
  expect(whyDown({ ...down, transport: 'tls', presence: 'silent' })).toMatch(/within 500 ms; try: see primary\.log/);
  expect(whyDown({ ...down, transport: 'udp' })).toMatch(/OPTIONS within 500 ms; try: see primary\.log/);
});
