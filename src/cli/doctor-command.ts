import { Command } from 'commander';
import type { Diagnosis } from '../doctor/diagnosis.ts';
import { isReady } from '../doctor/diagnosis.ts';
import type { Paint, Style } from '../report/paint.ts';
import { PARKSPEC_VERSION } from '../version.ts';
import { BROKEN } from './exit-codes.ts';
import { paintFor } from './terminal.ts';
import { print, printJson } from './output.ts';

const HELP = `
Without a candidate, doctor changes nothing and starts nothing. The exit code is 0 when the reference server can be tested as processes with
native phones, as \`npm start\` does, and 2 when it cannot. SIPp and Docker are needed for other runs only.

With --candidate it starts that server as \`run\` does, or asks before it takes a pool of a running one away, and goes one way with it, step by step: both pools answer, all users
register, a call is made, parked and retrieved, and each transition of the file is carried out and proven. It stops at the
first step that does not work, and tells what was observed, what was expected, and what to try. The exit code is 0 when all
steps work, 64 when the program of the file cannot be started, and 2 otherwise. The history is kept in <reports>/doctor.

Examples:
  parkspec doctor                             this machine
  parkspec doctor --candidate my/candidate.yaml
                                              your own server, before its first run
`;

interface DoctorFlags {
  readonly json?: true;
  readonly yes?: true;
  readonly candidate?: string;
  readonly reports: string;
}

export function doctorCommand(): Command {
  return new Command('doctor')
    .description(
      'Show what this machine has, what each missing part costs, and how to get it; or test a candidate step by step.',
    )
    .option('--candidate <file>', 'instead, go step by step with the server of this candidate file')
    .option('--yes', 'do not ask before a pool of a system is taken away that runs already')
    .option('--json', 'as JSON, for programs')
    .option('--reports <dir>', 'the folder of the reports, whose disk is examined, and where histories go', 'reports')
    .addHelpText('after', HELP)
    .action(async ({ json, yes, candidate, reports }: DoctorFlags) => {
      if (candidate !== undefined) {
        const { doctorCandidate } = await import('./doctor-candidate.ts');
        process.exitCode = await doctorCandidate(candidate, { reports, json: json === true, yes: yes === true });
        return;
      }
      // Loaded only here: other commands do without Docker and SIPp.
      const [{ examine }, { probe }] = await Promise.all([
        import('../doctor/examine.ts'),
        import('../doctor/probe.ts'),
      ]);
      const diagnoses = examine(await probe(reports));
      const ready = isReady(diagnoses);
      if (json === true) printJson({ parkspec: PARKSPEC_VERSION, ready, findings: diagnoses });
      else print(render(diagnoses, ready, paintFor(process.stdout)));
      process.exitCode = ready ? 0 : BROKEN;
    });
}

const STYLES: Readonly<Record<Diagnosis['state'], Style>> = { ok: 'green', missing: 'yellow', bad: 'red' };

function render(diagnoses: readonly Diagnosis[], ready: boolean, paint: Paint): string {
  const width = Math.max(...diagnoses.map(({ topic }) => topic.length));
  const indent = ' '.repeat('missing  '.length + width + 2);
  const lines = diagnoses.flatMap(({ topic, state, text, cost, remedy }) => [
    `${paint(state.padEnd('missing'.length), STYLES[state])}  ${paint(topic.padEnd(width), 'bold')}  ${text}`,
    ...(cost === undefined ? [] : [`${indent}costs: ${cost}`]),
    ...(remedy === undefined ? [] : [`${indent}try: ${remedy}`]),
  ]);
  const verdict = ready
    ? 'parkspec can run here: the reference server as processes, with native phones'
    : 'parkspec cannot run here until the lines marked bad or missing above are mended';
  return [...lines, '', verdict].join('\n');
}
