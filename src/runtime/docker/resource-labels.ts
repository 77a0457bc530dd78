/**
 * Labels of everything that parkspec creates in a Docker engine: by them it is found again and known to be ours, and
 * they tell whether the process that made it still lives. The engine may be shared, so "not known to be dead" is left alone.
 */
import { type Owner, ownerText, parseOwner, thisProcess } from '../../process-owner.ts';
import { PARKSPEC_VERSION } from '../../version.ts';

export const LABEL = {
  /** On everything of ours; its value is the version that made it. Images bear this one and `role` only. */
  ours: 'org.parkspec',
  /** The harness process that made it, as `ownerText` writes it. */
  owner: 'org.parkspec.owner',
  /** Id of the run: the name of its folder below `reports/runs`. */
  run: 'org.parkspec.run',
  /** Id of the cell: `DR-12`. */
  cell: 'org.parkspec.cell',
  /** What it is there: `primary`, `backup`, `phone-alice`, `capture`, `network`; for an image the name of its folder. */
  role: 'org.parkspec.role',
} as const;

export interface Purpose {
  readonly run: string;
  readonly cell: string;
  readonly role: string;
}

/** The labels of a container, network or volume of a cell that this process makes. */
export function labelsFor({ run, cell, role }: Purpose, owner: Owner = thisProcess()): Record<string, string> {
  return {
    [LABEL.ours]: PARKSPEC_VERSION,
    [LABEL.owner]: ownerText(owner),
    [LABEL.run]: run,
    [LABEL.cell]: cell,
    [LABEL.role]: role,
  };
}

/** The owner of something with these labels; undefined when it is not ours or does not tell. */
export function ownerOf(labels: Readonly<Record<string, string>> | null | undefined): Owner | undefined {
  if (labels?.[LABEL.ours] === undefined) return undefined;
  return parseOwner(labels[LABEL.owner] ?? '');
}
