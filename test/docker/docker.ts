/** The docker command, for what tests set up around the code under test. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** What the command printed. Rejects with what it said when it fails. */
export async function docker(...args: readonly string[]): Promise<string> {
  const { stdout } = await run('docker', [...args], { timeout: 120_000 });
  return stdout.trim();
}
