/** Luck that can be had again: numbers that depend on a text and on nothing else. */
import { createHash } from 'node:crypto';

/** The next number of a stream, 0 <= x < 1. */
export type Dice = () => number;

const PER_DIGEST = 8;

/** A stream of numbers for a text; equal texts give equal streams, in whatever order streams are made and used. */
export function diceFor(text: string): Dice {
  let drawn = 0;
  let digest = Buffer.alloc(0);
  return () => {
    const place = drawn % PER_DIGEST;
    if (place === 0) {
      digest = createHash('sha256')
        .update(`${drawn / PER_DIGEST} ${text}`)
        .digest();
    }
    drawn += 1;
    return digest.readUInt32LE(place * 4) / 2 ** 32;
  };
}
