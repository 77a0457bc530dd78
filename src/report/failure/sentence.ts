/** A phrase as a sentence: with a capital, unless it begins with a name that has none, and a full stop. */
import { PARTIES } from '../../suite/cell.ts';

const NAMES = new RegExp(`^(?:${PARTIES.join('|')}|primary|backup|parkspec)\\b`);

export function sentence(phrase: string): string {
  const text = NAMES.test(phrase) ? phrase : phrase.charAt(0).toUpperCase() + phrase.slice(1);
  return /[.!?]$/.test(text) ? text : `${text}.`;
}
