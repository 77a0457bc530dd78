/** The command line. Exit codes: 0 conformant, 1 a check failed, 2 incomplete or broken, 64 usage or invalid file. */
import { Command, CommanderError } from 'commander';
import { HarnessError } from '../harness-error.ts';
import { PARKSPEC_VERSION } from '../version.ts';
import { InputError, renderDiagnostics } from '../suite/diagnostic.ts';
import { cleanCommand } from './clean-command.ts';
import { doctorCommand } from './doctor-command.ts';
import { BROKEN, USAGE } from './exit-codes.ts';
import { judgeCommand } from './judge-command.ts';
import { listCommand } from './list-command.ts';
import { runCommand } from './run-command.ts';
import { colours } from './terminal.ts';
import { UsageError } from './usage-error.ts';
import { validateCommand } from './validate-command.ts';

const EXIT_CODES = `
Exit codes:
  0   run: conformant; own requirements passed; or, with --baseline or --allow-flaky, nothing new was found;
      judge: every verdict is pass or not applicable; validate: every file is valid
  1   a check failed: the candidate was seen to break a requirement; or the baseline is stale
  2   nothing was decided: only a part of the cells was run, a check was inconclusive, the requirements were modified,
      or the bench broke
  64  the command line or a file is not valid; nothing was started
`;

const program = new Command('parkspec')
  .description('Tests what happens to the calls of a SIP Call Park server when a pool dies, fails over and fails back.')
  .version(PARKSPEC_VERSION, '--version', 'print the version')
  .helpOption('-h, --help', 'print this help')
  .addHelpText('after', EXIT_CODES)
  .showSuggestionAfterError()
  .showHelpAfterError('Try --help for the commands and options.')
  .addCommand(runCommand())
  .addCommand(listCommand())
  .addCommand(validateCommand())
  .addCommand(judgeCommand())
  .addCommand(doctorCommand())
  .addCommand(cleanCommand());

/** Does what the command line says and sets the exit code. */
export async function main(): Promise<void> {
  for (const command of [program, ...program.commands]) command.exitOverride().showSuggestionAfterError();
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
    console.error(renderDiagnostics(error.diagnostics, { colours: colours(process.stderr) }));
    process.exitCode = USAGE;
    return;
  }
  if (error instanceof UsageError) {
    console.error(`error: ${error.message}`);
    process.exitCode = USAGE;
    return;
  }
  if (error instanceof HarnessError) {
    console.error(`error: ${error.message}\n  hint: ${error.hint}`);
    process.exitCode = BROKEN;
    return;
  }
  // The system's own errors (a full disk, a folder that cannot be written) say enough; anything else is a bug of ours.
  console.error(error instanceof Error && 'syscall' in error ? `error: ${error.message}` : error);
  process.exitCode = BROKEN;
}
