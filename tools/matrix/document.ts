/** docs/matrix.md: the last result, with versions and day. */
import {
  byCandidate,
  cellsOf,
  cellText,
  columnsOf,
  daysOf,
  entryAt,
  kindOf,
  type Matrix,
  nameOf,
  verdictText,
} from './matrix.ts';

export function renderPage(matrix: Matrix): string {
  const columns = columnsOf(matrix);
  const heads = columns.map(({ outage, phones }) => `${outage}, ${phones}`);
  const candidates = byCandidate(matrix);
  return [
    '# Matrix',
    '',
    '<!-- Made by `npm run matrix -- --write`; do not edit. -->',
    '',
    'The verdict on each candidate, by the way in which its primary goes away and by whose SIP the phones speak. A number is',
    'that of the checks that passed, of those that apply. An empty field was not run.',
    '',
    `parkspec ${matrix.parkspec}, Node ${matrix.node}, ${daysOf(matrix)}`,
    '',
    row(['candidate', 'dialect, runtime', ...heads]),
    row(['---', '---', ...heads.map(() => '---')]),
    ...candidates.map((candidate) =>
      row([
        `[${cellSafe(nameOf(candidate))}](../${candidate.file})`,
        kindOf(candidate),
        ...columns.map((column) => {
          const entry = entryAt(candidate, column);
          return entry === undefined ? '' : cellSafe(verdictText(entry));
        }),
      ]),
    ),
    '',
    ...candidates.flatMap((candidate) => [
      `## ${nameOf(candidate)}`,
      '',
      row(['cell', ...heads]),
      row(['---', ...heads.map(() => '---')]),
      ...cellsOf(matrix).map((id) => {
        const marks = columns.map((column) => entryAt(candidate, column)).map((entry) => entry && cellText(entry, id));
        return row([id, ...marks.map((mark) => mark ?? '')]);
      }),
      '',
    ]),
  ].join('\n');
}

function row(fields: readonly string[]): string {
  return `| ${fields.join(' | ')} |`;
}

function cellSafe(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll(/\s+/g, ' ');
}
