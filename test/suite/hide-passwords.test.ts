import { expect, test } from '@jest/globals';
import { hidePasswords } from '../../src/suite/hide-passwords.ts';
import { readYaml } from '../../src/suite/yaml.ts';

test.each([
  ['password: s3cret, and more', 'password: ****************'],
  ['  password: "s3 cret" ', '  password: **********'],
  ['accounts: { password: s3cret, uers: {} }', 'accounts: { password: ******, uers: {} }'],
  ['accounts: { "password": "a, }b", uers: {} }', 'accounts: { "password": *******, uers: {} }'],
  [
    "{ bob: { password: 'it''s' }, eve: { password: other } }",
    '{ bob: { password: ******* }, eve: { password: ***** } }',
  ],
  ['accounts: { password: s3cret', 'accounts: { password: ******'],
  ['password:', 'password:'],
  ['a line about a password', 'a line about a password'],
])('%s is shown as %s', (line, shown) => {
  expect(hidePasswords(line)).toBe(shown.padEnd(line.length, '*'));
});

test('a file that is no YAML is shown without its passwords', () => {
  const reading = readYaml('accounts: { password: s3cret, users: [ }\n', 'my.yaml');
  expect(JSON.stringify(reading)).toContain('password: ******');
  expect(JSON.stringify(reading)).not.toContain('s3cret');
});
