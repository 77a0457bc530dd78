import type { Verdict } from '../judge/verdict.ts';

const STYLES = {
  bold: [1, 22],
  dim: [2, 22],
  red: [31, 39],
  green: [32, 39],
  yellow: [33, 39],
} as const;
export type Style = keyof typeof STYLES;

/** Styles text for a terminal, or leaves it alone. */
export type Paint = (text: string, ...styles: readonly Style[]) => string;

export const plainPaint: Paint = (text) => text;

export const ansiPaint: Paint = (text, ...styles) =>
  styles.reduce((painted, style) => `\u001b[${STYLES[style][0]}m${painted}\u001b[${STYLES[style][1]}m`, text);

export const VERDICT_STYLES: Readonly<Record<Verdict, Style>> = {
  pass: 'green',
  fail: 'red',
  inconclusive: 'yellow',
  error: 'yellow',
  'not-applicable': 'dim',
};
