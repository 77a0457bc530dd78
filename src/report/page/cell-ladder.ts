/** The ladder of a cell in the page, and where its events are found in it. Pure. */
import { type CheckResult, isGood } from '../../run/attempts.ts';
import { type CellResult, eventsOf } from '../../run/ledger.ts';
import { type LadderLinks, drawnAt } from '../ladder/ladder-ids.ts';
import { layOut } from '../ladder/ladder-layout.ts';
import { ladderDrawn } from '../ladder/svg-ladder.ts';
import { html, type Html } from './html.ts';
import { anchor } from './overview.ts';
import type { PageLinks } from './page.ts';

export interface CellLadder {
  readonly drawn: Html | undefined;
  /** A reference to an event of the attempt that is drawn; undefined where the ladder does not draw it. */
  readonly hrefOf: (check: CheckResult, n: number) => string | undefined;
}

/** The ladders of a run by the ids of the cells. */
export type CellLadders = ReadonlyMap<string, CellLadder>;

export function cellLadders(cells: readonly CellResult[], links: PageLinks): CellLadders {
  return new Map(cells.map((result) => [result.cell.id, laidOut(result, folderHref(links, result.cell.id))]));
}

/** The page is made again when Allure has made its own, and a ladder takes longer than all the rest of it. */
const KNOWN = new WeakMap<CellResult, { readonly folder: string; readonly ladder: CellLadder }>();

function laidOut(result: CellResult, folder: string): CellLadder {
  const known = KNOWN.get(result);
  if (known?.folder === folder) return known.ladder;
  const ladder = cellLadder(result, folder);
  KNOWN.set(result, { folder, ladder });
  return ladder;
}

/** The folder of a cell, as a reference from the page. The name of the folder is encoded once itself. */
export function folderHref({ run }: PageLinks, cell: string): string {
  return `${run}/${encodeURIComponent(encodeURIComponent(cell))}`;
}

/** In a cell that did not pass the whole messages are in the page; else they are in the file, which keeps the page small. */
function cellLadder(result: CellResult, folder: string): CellLadder {
  const { checks } = result.verdict;
  const told = checks.find(({ verdict }) => !isGood(verdict)) ?? checks[0];
  const events = told === undefined ? [] : eventsOf(result, told);
  if (told === undefined || events.length === 0) return { drawn: undefined, hrefOf: () => undefined };
  const isOpen = !isGood(told.verdict);
  const isInPage = isOpen || told.attempt > 1;
  const links: LadderLinks = {
    prefix: anchor(result.cell.id),
    messagesIn: isInPage ? undefined : `${folder}/ladder.svg`,
  };
  const layout = layOut(
    events,
    checks.filter(({ attempt }) => attempt === told.attempt),
  );
  const places = drawnAt(layout, links);
  const drawn = html`<details class="ladder-of"${isOpen ? html` open` : undefined}><summary>Ladder${told.attempts.length > 1 ? ` of attempt ${told.attempt}` : ''}: who sent what to whom, and who heard whom</summary><div class="scroll" role="region" tabindex="0" aria-label="Ladder of ${result.cell.id}">${ladderDrawn(layout, links)}</div></details>
`;
  return { drawn, hrefOf: (check, n) => (check.attempt === told.attempt ? places.get(n) : undefined) };
}
