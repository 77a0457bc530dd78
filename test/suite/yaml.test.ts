import { describe, expect, test } from '@jest/globals';
import { readYaml, type YamlDocument } from '../../src/suite/yaml.ts';
import { processorTime } from '../processor-time.ts';

function read(source: string): YamlDocument {
  const document = readYaml(source, 'a.yaml');
  if ('diagnostics' in document) throw new Error(document.diagnostics.map(({ message }) => message).join());
  return document;
}

function refusal(source: string): string {
  const document = readYaml(source, 'a.yaml');
  if (!('diagnostics' in document)) throw new Error('accepted');
  return document.diagnostics.map(({ line, column, message }) => `${line}:${column} ${message}`).join('; ');
}

describe('positions in a YAML file', () => {
  const document = read(
    '# a comment\ncell: DR-1\nscenario:\n  - normal:\n      - { check: x, "a/b": [1, 2] }\n  - outage:\n',
  );

  test.each([
    [['cell'], 'key', 2, 1],
    [['cell'], 'value', 2, 7],
    [['scenario'], 'value', 4, 3],
    [['scenario', 0, 'normal', 0], 'value', 5, 9],
    [['scenario', 0, 'normal', 0, 'check'], 'value', 5, 18],
    [['scenario', 0, 'normal', 0, 'a/b', 1], 'value', 5, 32],
    [['scenario', 1, 'outage'], 'key', 6, 5],
    [['scenario', 1, 'outage'], 'value', 6, 5],
  ] as const)('of %j %s', (path, which, line, column) => {
    expect(document.positionOf(path, which)).toEqual({ file: 'a.yaml', line, column });
  });

  test('fall back to the nearest node that is there', () => {
    expect(document.positionOf(['scenario', 0, 'normal', 0, 'missing', 'deeper'], 'key')).toMatchObject({
      line: 5,
      column: 9,
    });
    expect(document.positionOf(['nothing'], 'value')).toMatchObject({ line: 2, column: 1 });
  });

  test('count columns after a byte order mark and lines of every ending', () => {
    const odd = read('\uFEFFa: 1\r\nb: 2\rc: 3\n');
    expect(odd.value).toEqual({ a: 1, b: 2, c: 3 });
    expect(odd.positionOf(['a'], 'key')).toMatchObject({ line: 1, column: 1 });
    expect(odd.positionOf(['c'], 'value')).toMatchObject({ line: 3, column: 4 });
    expect(odd.diagnose(['a'], 'value', 'odd').text).toBe('a: 1');
  });
});

describe('a YAML file is refused', () => {
  test('when it is empty', () => {
    expect(refusal('')).toBe('1:1 the file is empty');
  });

  test('when a key stands twice, every time', () => {
    expect(refusal('a: 1\na: 2\nb: { c: 1, c: 2 }')).toBe('2:1 `a` stands here twice; 3:12 `c` stands here twice');
  });

  test('when its aliases would expand to gigabytes', () => {
    const levels = Array.from({ length: 30 }, (_, n) => `k${n + 1}: &k${n + 1} [*k${n}, *k${n}, *k${n}]`);
    expect(refusal(`k0: &k0 [x]\n${levels.join('\n')}`)).toContain('anchors and aliases are not supported');
  });

  test('when it is too large, before it is read', () => {
    const text = `a: ${'x'.repeat(20_000_000)}`;
    const time = processorTime(() => expect(refusal(text)).toContain('the file is too large'));
    expect(time).toBeLessThan(1_000);
  });

  test('when it nests too deeply', () => {
    expect(refusal('[ '.repeat(20_000))).toContain('nesting exceeded');
  });

  test('when it is no text at all', () => {
    const noise = Buffer.from(Array.from({ length: 500 }, (_, n) => (n * 7919) % 256)).toString('latin1');
    expect(refusal(noise)).toMatch(/not valid YAML/);
  });
});

test('a key named __proto__ is data like any other', () => {
  const { value } = read('__proto__: { polluted: true }');
  expect(Object.keys(Object(value))).toEqual(['__proto__']);
  expect(Object.getOwnPropertyDescriptor({}, 'polluted')).toBeUndefined();
});
