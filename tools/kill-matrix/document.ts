/** docs/kill-matrix.md: nothing in it depends on when or where it was made. */

export interface Described {
  readonly id: string;
  readonly title: string;
  readonly turnsRed: readonly string[];
  /** How the primary must go away for it to show, where that is not as the candidate file says. */
  readonly outage?: string;
}

/** A row for each defect in the matrix of a cell that it turns red, a column for each check. */
export function renderPage(
  cells: ReadonlyArray<{ readonly id: string; readonly title: string; readonly checks: readonly string[] }>,
  defects: readonly Described[],
): string {
  const killersOf = (check: string): readonly string[] =>
    defects.filter(({ turnsRed }) => turnsRed.includes(check)).map(({ id }) => id);
  const checks = cells.flatMap((cell) => cell.checks);
  return [
    '# Kill matrix',
    '',
    '<!-- Made by `npm run kill-matrix`; do not edit. -->',
    '',
    `The reference server can be made to misbehave in ${defects.length} ways, each something that a park server has got wrong. Every`,
    `one of them is run against the whole table. Each of the ${checks.length} checks is turned red by at least one, each defect turns`,
    'red what it should and nothing else, and without a defect everything is green: `npm run kill-matrix` fails otherwise.',
    '',
    ...cells.flatMap(({ id, title, checks: own }) => [
      `## ${id} ${title}`,
      '',
      `| defect | ${own.map((check) => check.slice(id.length + 1)).join(' | ')} |`,
      `|---|${own.map(() => ':-:|').join('')}`,
      ...defects
        .filter((defect) => own.some((check) => defect.turnsRed.includes(check)))
        .map((defect) => {
          const marks = own.map((check) => (defect.turnsRed.includes(check) ? '✗' : ''));
          return `| ${defect.id} | ${marks.join(' | ')} |`;
        }),
      `| **killed by** | ${own.map((check) => killersOf(check).length).join(' | ')} |`,
      '',
    ]),
    '## The defects',
    '',
    '| defect | what the server does | turns red |',
    '|---|---|---|',
    ...defects.map(
      ({ id, title, turnsRed, outage }) =>
        `| \`${id}\` | ${title}${outage === undefined ? '' : ` (with \`--outage ${outage}\`)`} | ${turnsRed.join(', ')} |`,
    ),
    '',
  ].join('\n');
}
