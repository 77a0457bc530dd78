// npm runs this when it has installed the project. Without the tools for development (`npm ci --omit=dev`) there are no
// types to check and no declarations to write, and the program is built all the same.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

const script = existsSync(new URL('../../node_modules/typescript', import.meta.url)) ? 'build' : 'build:program';
const { status } = spawnSync('npm', ['run', '--silent', script], {
  stdio: 'inherit',
  shell: process.platform === 'win32',
});
process.exit(status ?? 1);
