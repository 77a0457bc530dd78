import { execFile } from 'node:child_process';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from '@jest/globals';

const run = promisify(execFile);
const PACKAGE = fileURLToPath(new URL('..', import.meta.url));
const PROGRAM = `
import { recv, scenario, scenarioFromXml, send, toXml } from 'sipp-ts-wrapper';
const ping = scenario('ping', [send('OPTIONS sip:a SIP/2.0\\nCall-ID: [call_id]'), recv(200)]);
console.log(scenarioFromXml(toXml(ping)).steps.length);
`;

test('the packed package installs and works in an empty project', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'packed-'));
  try {
    // Its build is part of it: packing makes it.
    await run('npm', ['pack', '--silent', '--pack-destination', folder], { cwd: PACKAGE });
    const [archive = ''] = await readdir(folder);
    await writeFile(join(folder, 'package.json'), '{ "type": "module" }');
    await run('npm', ['install', '--silent', '--offline', '--no-audit', `./${archive}`], { cwd: folder });
    await writeFile(join(folder, 'ping.js'), PROGRAM);
    const { stdout } = await run(process.execPath, ['ping.js'], { cwd: folder });
    expect(stdout.trim()).toBe('2');
    const installed = await readdir(join(folder, 'node_modules/sipp-ts-wrapper'), { recursive: true });
    expect(installed).toEqual(
      expect.arrayContaining(['README.md', 'package.json', 'dist/index.js', 'dist/index.d.ts']),
    );
    expect(installed.filter((file) => /^(?:src|test|bench)|tsbuildinfo/.test(file))).toEqual([]);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}, 60_000);
