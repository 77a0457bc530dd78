/** How many bits of a word are 1, for words of 16 bits. */
const WORDS = 2 ** 16;

const COUNTS = new Uint8Array(WORDS);
// A word has the bits of its half, and the one that the half has lost. Each process of a run makes this table.
for (let word = 1; word < WORDS; word += 1) COUNTS[word] = (COUNTS[word >> 1] ?? 0) + (word & 1);

export function bitCount(word: number): number {
  return COUNTS[word] ?? 0;
}
