/** A suite: a set of requirements with its cells, and the words in which reports speak of it. Free of YAML. */
import { type CallState, type Cell, type Phase, PHASES } from './cell.ts';

export interface Row {
  /** What a cell of this row says as its `state`. */
  readonly state: string;
  readonly title: string;
  /** How a call of the scenario must stand when the phase of the cell begins; nothing is asked where it is missing. */
  readonly call?: CallState;
}

export interface Column {
  readonly phase: Phase;
  readonly title: string;
  /** The title where there is little room. */
  readonly short: string;
}

export interface Table {
  /** The words above the titles of the rows. */
  readonly corner: string;
  readonly rows: readonly Row[];
  readonly columns: readonly Column[];
}

/** Whether each pool has an address of its own, or both have one that moves from one to the other. */
export const ADDRESSES = ['own', 'shared'] as const;
export type AddressKind = (typeof ADDRESSES)[number];

export interface Suite {
  /** Kebab-case, unique in a run; for example `dr-table`. */
  readonly id: string;
  readonly title: string;
  readonly version: string;
  /** The candidates that the requirements are for; all where it is left out. */
  readonly for?: { readonly address: AddressKind };
  /** Where the requirements are stated; `address` is an http or https URL. */
  readonly source: { readonly title: string; readonly address?: string };
  /** The title of its report. */
  readonly report: string;
  /** The left part of its badge. */
  readonly badge: string;
  /** What Allure groups its cells under. */
  readonly epic: string;
  readonly table?: Table;
  /** Cells with this `state` have no place in the table and stand below it. */
  readonly below?: { readonly state: string; readonly title: string };
  /** Ids of cells in the order in which they are shown. */
  readonly order: readonly string[];
}

/** The name of the file that makes a folder a suite. */
export const SUITE_FILE = 'suite.yaml';

/** The title of a cell's row, or of the place below the table. */
export function stateTitle({ table, below }: Suite, state: string): string {
  const row = table?.rows.find((one) => one.state === state);
  return row?.title ?? (below?.state === state ? below.title : state);
}

export function isInTable({ table }: Suite, { state, phase }: Pick<Cell, 'state' | 'phase'>): boolean {
  if (table === undefined) return false;
  return table.rows.some((row) => row.state === state) && table.columns.some((column) => column.phase === phase);
}

/** The order of the suite file; cells that it does not list follow as the table is read, then those below it. */
export function inOrder<T extends { readonly cell: Cell }>(suite: Suite, cells: readonly T[]): readonly T[] {
  return cells.toSorted(
    ({ cell: a }, { cell: b }) =>
      listed(suite, a) - listed(suite, b) || placeOf(suite, a) - placeOf(suite, b) || (a.id < b.id ? -1 : 1),
  );
}

function listed({ order }: Suite, { id }: Cell): number {
  const at = order.indexOf(id);
  return at < 0 ? order.length : at;
}

function placeOf(suite: Suite, cell: Cell): number {
  const { rows = [] } = suite.table ?? {};
  if (!isInTable(suite, cell)) return rows.length * PHASES.length;
  return rows.findIndex(({ state }) => state === cell.state) * PHASES.length + PHASES.indexOf(cell.phase);
}
