/** The command that runs a cell again as a run had it. Pure. */
import type { RunPlan } from '../../run/run-plan.ts';

/** What is tested where no candidate is named. */
const REFERENCE = /[\\/]containers[\\/]reference[\\/]candidate\.yaml$/;

/** `npx parkspec run my/candidate.yaml --phones sipp --outage stop --cells DR-12` */
export function commandAgain(plan: RunPlan, cell: string): string {
  return ['npx parkspec run', ...(plan.words ?? wordsOf(plan)).map(quoted), `--cells ${quoted(cell)}`].join(' ');
}

/** Of a run that jest began, or an older parkspec. The last two names of a path tell the file and no machine. */
function wordsOf({ candidate, phones, outage, network, strict }: RunPlan): readonly string[] {
  return [
    ...(REFERENCE.test(candidate.file) ? [] : [candidate.file.split(/[\\/]/).slice(-2).join('/')]),
    ...(candidate.defect === undefined ? [] : ['--defect', candidate.defect]),
    ...(phones === 'native' ? [] : ['--phones', phones]),
    ...(outage === undefined ? [] : ['--outage', outage]),
    ...(network === undefined ? [] : ['--network', network.impairment, '--seed', String(network.seed)]),
    ...(strict ? ['--strict'] : []),
  ];
}

/** As a POSIX shell takes it for one word. */
function quoted(text: string): string {
  return /^[\w./:=,@%+-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
