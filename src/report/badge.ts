/** `badge.svg`: the verdict on a suite for a README. Needs no font file and nothing from elsewhere. */
import type { RunVerdict, SuiteResult } from '../run/ledger.ts';
import { escapeMarkup } from './markup.ts';
import { cellsOfAll } from './requirements.ts';
import { scoreOf } from './score.ts';
import { count } from './words.ts';

const COLOURS: Readonly<Record<RunVerdict, string>> = {
  conformant: '#1a7f37',
  passed: '#0969da',
  'known-failures': '#9a6700',
  flaky: '#9a6700',
  'stale-baseline': '#cf222e',
  'non-conformant': '#cf222e',
  failed: '#cf222e',
  incomplete: '#9a6700',
};
/** Mean width of a character at 11 px, rounded up. */
const CHARACTER = 6.6;
const PADDING = 8;

export function renderBadge(result: SuiteResult): string {
  const label = result.planned.suite.badge;
  const message = messageOf(result);
  const left = widthOf(label);
  const right = widthOf(message);
  const title = escapeMarkup(`${label}: ${message}`);
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${left + right}" height="20" role="img" aria-label="${title}">
  <title>${title}</title>
  <clipPath id="round"><rect width="${left + right}" height="20" rx="3"/></clipPath>
  <g clip-path="url(#round)">
    <rect width="${left}" height="20" fill="#424a53"/>
    <rect x="${left}" width="${right}" height="20" fill="${COLOURS[result.verdict]}"/>
  </g>
  <g fill="#fff" text-anchor="middle" font-family="Verdana,DejaVu Sans,Geneva,sans-serif" font-size="11">
    <text x="${left / 2}" y="14" textLength="${left - 2 * PADDING}" lengthAdjust="spacingAndGlyphs">${escapeMarkup(label)}</text>
    <text x="${left + right / 2}" y="14" textLength="${right - 2 * PADDING}" lengthAdjust="spacingAndGlyphs">${escapeMarkup(message)}</text>
  </g>
</svg>
`;
}

/** `conformant 18/18 cells, 3 checks n/a` */
function messageOf(result: SuiteResult): string {
  const { cellsPassed, notApplicable } = scoreOf(result);
  const open = notApplicable === 0 ? '' : `, ${count(notApplicable, 'check')} n/a`;
  return `${verdictWords(result)} ${cellsPassed}/${count(cellsOfAll(result.planned), 'cell')}${open}`;
}

function verdictWords({ verdict, planned }: SuiteResult): string {
  const words = verdict.replace(/^(known|stale)-/, '$1 ');
  switch (planned.requirements.kind) {
    case 'sealed':
      return words;
    case 'own':
      return `own requirements ${words}`;
    case 'modified':
      return verdict === 'failed' ? 'modified requirements failed' : 'modified requirements';
  }
}

function widthOf(text: string): number {
  return Math.ceil(text.length * CHARACTER) + 2 * PADDING;
}
