import { existsSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { Command, Option } from 'commander';
import { loadCandidate } from '../candidate/load-candidate.ts';
import { PRESET_NAMES } from '../candidate/dialect/dialect-presets.ts';
import { candidateText } from '../init/candidate-text.ts';
import { PACKAGE_ROOT } from '../package-root.ts';
import { type Diagnostic, InputError } from '../suite/diagnostic.ts';
import { nearName } from './near-name.ts';
import { answersOf, type InitFlags } from './init-answers.ts';
import { print } from './output.ts';
import { UsageError } from './usage-error.ts';
import { writeNew } from './write-new.ts';

const EXAMPLES = `
On a terminal, init asks for what no flag tells. Elsewhere it needs --ask, or --name and --runtime with --command,
--image, or --primary and --backup.
With --ask it sends OPTIONS, and a SUBSCRIBE with Expires: 0, to both pools of a system that runs. They change nothing there. By the
answers it proposes a dialect.

Examples:
  parkspec init                               a few questions
  parkspec init --ask udp:10.0.0.1:5060 udp:10.0.0.2:5060
                                              a system that runs already
  parkspec init --name 'My server' --runtime process --command './my-server --listen \${sip}' --orbits 100-199
  parkspec init --name 'My server' --runtime docker --image my/server:2.1 --dialect asterisk-lot --output lab/candidate.yaml
  parkspec init --name 'My lab' --runtime remote --primary udp:10.0.0.1 --backup udp:10.0.0.2:5070

No file is written over without --force. The exit code is 0 when the file is written, 64 when an argument or an answer is wrong or
missing, and 2 when a system that is asked does not answer.
`;

export function initCommand(): Command {
  return new Command('init')
    .description('Write a candidate file for your server, with a comment at each line that is to be filled in.')
    .option('--name <text>', 'how reports name the server')
    .addOption(new Option('--runtime <how>', 'how the pools run').choices(['process', 'docker', 'remote']))
    .option('--primary <address>', 'where the primary listens, such as udp:10.0.0.1:5060 (remote), or udp:5060')
    .option('--backup <address>', 'where the backup listens')
    .option('--command <line>', 'runtime process: how one pool is started; may hold placeholders such as ${sip}')
    .option('--image <name>', 'runtime docker: the image of a pool')
    .addOption(new Option('--dialect <preset>', 'how a call is parked').choices(PRESET_NAMES))
    .option('--orbits <first-last>', 'the numbers at which the primary parks, such as 100-199')
    .option('--backup-orbits <first-last>', 'those of the backup; the numbers that follow, unless told')
    .option('--local <address>', 'runtime remote: the address of this machine that the pools reach')
    .option('--ask <addresses...>', 'ask the primary and the backup of a system that runs')
    .option('--output <file>', 'the file that is written', 'candidate.yaml')
    .option('--force', 'write over a file that is there')
    .addHelpText('after', EXAMPLES)
    .action((flags: InitFlags) => init(flags));
}

async function init(flags: InitFlags): Promise<void> {
  const file = resolve(flags.output);
  // Before any question is asked.
  if (existsSync(file) && flags.force !== true) throw isThere(file);
  if (!existsSync(dirname(file))) throw new UsageError(`the folder of ${nearName(file)} is not there: make it first`);
  const schema = relative(dirname(file), join(PACKAGE_ROOT, 'schema/candidate.schema.json'));
  const answers = await answersOf(flags);
  const text = candidateText({ ...answers, schema });
  const diagnostics = mistakesIn(text, file);
  if (diagnostics.length > 0) throw new InputError(diagnostics);
  if (!writeNew(file, text, flags.force === true)) throw isThere(file);
  print(`wrote ${nearName(file)}\n`);
  print(nextSteps(nearName(file)));
}

function nextSteps(file: string): string {
  return [
    'next: fill in the lines that are marked "to fill in"; then',
    `  parkspec validate ${file}             what is wrong with it, with line and column`,
    `  parkspec doctor --candidate ${file}   one call, step by step`,
    `  parkspec run ${file} --dry-run        what a run would do`,
  ].join('\n');
}

function isThere(file: string): UsageError {
  return new UsageError(
    `${nearName(file)} is there already: name another file with \`--output\`, or write over it with \`--force\``,
  );
}

/** A flag may say what no candidate file can: then nothing is written. */
function mistakesIn(text: string, file: string): readonly Diagnostic[] {
  const reading = loadCandidate(text, file);
  if ('candidate' in reading) return [];
  return reading.diagnostics.map((one) => ({ ...one, file: nearName(one.file) }));
}
