/** Each message of the corpus is read as its index says: taken with these values, refused with this reason, or passed over. */
import { createHash } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { archives, corpus, isRead } from './corpus.ts';
import { compare } from './facts.ts';

describe.each([...corpus, ...archives])('the family $name', ({ files, entries }) => {
  test('has an entry for each file and a file for each entry', () => {
    expect(entries.map(({ name }) => name).toSorted()).toEqual(files.toSorted());
  });

  const read = entries.filter(isRead);
  if (read.length === 0) return;
  test.each(read)('$name: $says', (entry) => {
    const { found, wanted } = compare(entry, entry.octets);
    expect(found).toEqual(wanted);
  });
});

describe('the corpus', () => {
  const entries = corpus.flatMap((family) => family.entries);

  test('has at least 300 messages, no two of the same octets', () => {
    const sums = new Set(entries.map(({ octets }) => createHash('sha256').update(octets).digest('hex')));
    expect(sums.size).toBe(entries.length);
    expect(sums.size).toBeGreaterThanOrEqual(300);
  });

  test.each(['name', 'says'] as const)('has no %s twice', (key) => {
    const values = entries.map((entry) => entry[key]);
    expect(values.filter((value, at) => values.indexOf(value) !== at)).toEqual([]);
  });

  test('says of each message where it is written what should become of it', () => {
    const without = entries.filter(({ rfc }) => !/^(RFC|BCP) \d+ (section )?[0-9A-Z.]+/.test(rfc ?? ''));
    expect(without.map(({ name }) => name)).toEqual([]);
  });
});
