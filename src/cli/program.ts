/** The command line. */
import { inspect } from 'node:util';
import { argv } from 'node:process';
import { Command, CommanderError } from 'commander';
import { HarnessError } from '../harness-error.ts';
import { PARKSPEC_VERSION } from '../version.ts';
import { InputError, renderDiagnostics } from '../suite/diagnostic.ts';
import { exitCodeOfError, USAGE } from './exit-codes.ts';
import { tellSourcePlaces } from './source-places.ts';
import { colours } from './terminal.ts';
import { UsageError } from './usage-error.ts';
import { printError, write } from './output.ts';

const EXIT_CODES = `
Exit codes:
  0   run: conformant; own requirements passed; or, with --baseline or --allow-flaky, nothing new was found;
      judge: every verdict is pass or not applicable; validate: every file is valid
  1   a check failed: the candidate was seen to break a requirement; or the baseline is stale
  2   nothing was decided: only a part of the cells was run, a check was inconclusive, the requirements were modified,
      or the bench broke
  3   nothing failed, and what is open was spoilt by this machine, which was too busy
  64  the command line or a file is not valid, and nothing was started; or the program that a file names cannot be started
  74  a disk is full, or a file or folder cannot be used: reports are missing, or nothing was started
  130 Ctrl-C ended the run and nothing had failed; 143 for SIGTERM, 129 for SIGHUP
`;

const program = new Command('parkspec')
  .description('Tests what happens to the calls of a SIP Call Park server when a pool dies, fails over and fails back.')
  .version(PARKSPEC_VERSION, '--version', 'print the version')
  .helpOption('-h, --help', 'print this help')
  .addHelpText('after', EXIT_CODES)
  .showSuggestionAfterError()
  .showHelpAfterError('Try --help for the commands and options.');

/** In the order of the help. Each is loaded when it is wanted: most of what a start costs is the code of other commands. */
const COMMANDS: ReadonlyMap<string, () => Promise<Command>> = new Map([
  ['run', async () => (await import('./run-command.ts')).runCommand()],
  ['list', async () => (await import('./list-command.ts')).listCommand()],
  ['validate', async () => (await import('./validate-command.ts')).validateCommand()],
  ['judge', async () => (await import('./judge-command.ts')).judgeCommand()],
  ['doctor', async () => (await import('./doctor-command.ts')).doctorCommand()],
  ['init', async () => (await import('./init-command.ts')).initCommand()],
  ['clean', async () => (await import('./clean-command.ts')).cleanCommand()],
]);

/** The command that the first argument names. The help and a word that is no command need all of them. */
async function wantedCommands(word: string | undefined): Promise<readonly Command[]> {
  if (word === '--version') return [];
  const named = COMMANDS.get(word ?? '');
  return Promise.all((named === undefined ? [...COMMANDS.values()] : [named]).map((load) => load()));
}

/** Does what the command line says and sets the exit code. */
export async function main(): Promise<void> {
  for (const command of await wantedCommands(argv[2])) program.addCommand(command);
  for (const command of [program, ...program.commands]) {
    command.exitOverride().showSuggestionAfterError();
    command.configureOutput({ writeErr: (text) => write(process.stderr, text) });
  }
  for (const stream of [process.stdout, process.stderr]) stream.on('error', ignoreClosedPipe);
  await program.parseAsync().catch(fail);
}

/** `parkspec list | head` is no error. */
function ignoreClosedPipe(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error;
}

function fail(error: unknown): void {
  if (error instanceof CommanderError) {
    const harmless = ['commander.helpDisplayed', 'commander.version'];
    process.exitCode = harmless.includes(error.code) ? 0 : USAGE;
    return;
  }
  if (error instanceof InputError) {
    printError(renderDiagnostics(error.diagnostics, { colours: colours(process.stderr) }));
    process.exitCode = USAGE;
    return;
  }
  if (error instanceof UsageError) {
    printError(`error: ${error.message}`);
    process.exitCode = USAGE;
    return;
  }
  if (error instanceof HarnessError) {
    printError(`error: ${error.message}\n  hint: ${error.hint}`);
    process.exitCode = exitCodeOfError(error);
    return;
  }
  tellSourcePlaces(error);
  // The system's own errors (a full disk, a folder that cannot be written) say enough; anything else is a bug of ours.
  printError(error instanceof Error && 'syscall' in error ? `error: ${error.message}` : inspect(error));
  process.exitCode = exitCodeOfError(error);
}
