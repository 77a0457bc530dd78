/** matrix.json: what a later run reads, so that it makes again only some of the runs. */
import { existsSync, readFileSync } from 'node:fs';
import { z } from 'zod';
import { OUTAGES } from '../../src/candidate/candidate.ts';
import { PHONES } from '../../src/history/event.ts';
import { complianceForm } from '../../src/report/compliance.ts';
import type { Entry, Matrix } from './matrix.ts';

const matrixForm = z.strictObject({
  parkspec: z.string(),
  node: z.string(),
  entries: z.array(
    z.strictObject({
      file: z.string(),
      outage: z.enum(OUTAGES),
      phones: z.enum(PHONES),
      day: z.iso.date(),
      outcome: z.discriminatedUnion('kind', [
        z.strictObject({ kind: z.literal('judged'), compliance: complianceForm }),
        z.strictObject({ kind: z.literal('no-report'), why: z.string() }),
      ]),
    }),
  ),
});

/**
 * The entries of a matrix that was stored by the same versions; none where no file is there.
 * @throws Error when the file is no matrix, or was made by another version of parkspec or of Node
 */
export function keptEntries(path: string, made: Pick<Matrix, 'parkspec' | 'node'>): readonly Entry[] {
  if (!existsSync(path)) return [];
  const { parkspec, node, entries } = matrixForm.parse(JSON.parse(readFileSync(path, 'utf8')));
  if (parkspec === made.parkspec && node === made.node) return entries;
  throw new Error(
    `${path} was made by parkspec ${parkspec} on Node ${node}, and this is ${made.parkspec} on ${made.node}: ` +
      'make all of it again, without --keep',
  );
}
