/** `badge.svg`: the verdict for a README. Needs no font file and nothing from elsewhere. */
import type { RunResult, RunVerdict } from '../run/ledger.ts';
import { escapeMarkup } from './markup.ts';
import { scoreOf } from './score.ts';

const COLOURS: Readonly<Record<RunVerdict, string>> = {
  conformant: '#1a7f37',
  'known-failures': '#9a6700',
  flaky: '#9a6700',
  'stale-baseline': '#cf222e',
  'non-conformant': '#cf222e',
  incomplete: '#9a6700',
};
const LABEL = 'call park recovery';
/** Mean width of a character at 11 px, rounded up. */
const CHARACTER = 6.6;
const PADDING = 8;

export function renderBadge(result: RunResult): string {
  const message = `${result.verdict.replace(/^(known|stale)-/, '$1 ')} ${scoreOf(result).cellsPassed}/${result.plan.suite.cells}`;
  const left = widthOf(LABEL);
  const right = widthOf(message);
  const title = escapeMarkup(`${LABEL}: ${message}`);
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${left + right}" height="20" role="img" aria-label="${title}">
  <title>${title}</title>
  <clipPath id="round"><rect width="${left + right}" height="20" rx="3"/></clipPath>
  <g clip-path="url(#round)">
    <rect width="${left}" height="20" fill="#424a53"/>
    <rect x="${left}" width="${right}" height="20" fill="${COLOURS[result.verdict]}"/>
  </g>
  <g fill="#fff" text-anchor="middle" font-family="Verdana,DejaVu Sans,Geneva,sans-serif" font-size="11">
    <text x="${left / 2}" y="14" textLength="${left - 2 * PADDING}" lengthAdjust="spacingAndGlyphs">${LABEL}</text>
    <text x="${left + right / 2}" y="14" textLength="${right - 2 * PADDING}" lengthAdjust="spacingAndGlyphs">${escapeMarkup(message)}</text>
  </g>
</svg>
`;
}

function widthOf(text: string): number {
  return Math.ceil(text.length * CHARACTER) + 2 * PADDING;
}
