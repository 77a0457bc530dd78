/** How many bits of a word of 16 bits are 1: counted in pairs, fours, eights. A table would be made at each start. */
export function bitCount(word: number): number {
  const pairs = word - ((word >> 1) & 0x5555);
  const fours = (pairs & 0x3333) + ((pairs >> 2) & 0x3333);
  const eights = (fours + (fours >> 4)) & 0x0f0f;
  return (eights + (eights >> 8)) & 0x1f;
}
