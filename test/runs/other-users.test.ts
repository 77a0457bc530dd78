/** Another user of the machine who was there first, at each name that can be guessed. */
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, jest, test } from '@jest/globals';
import { parkspec } from '../cli/parkspec.ts';
import { startIn, temporaryFolder } from './parkspec.ts';

jest.setTimeout(120_000);

const OWN = process.getuid?.() ?? 0;
/** Root can be another user for a moment; who is not root has only itself, and is refused for a symbolic link alone. */
const STRANGER = OWN === 0 ? 54_321 : OWN;
const withStranger = OWN === 0 ? describe : describe.skip;

/** A folder as /tmp is: everybody may make something in it, and nobody may remove what is another's. */
function sharedFolder(): string {
  const folder = join(temporaryFolder(), 'shared');
  mkdirSync(folder);
  chmodSync(folder, 0o1777);
  chmodSync(join(folder, '..'), 0o755);
  return folder;
}

/** Has the stranger run a program of a shell in a folder. */
function strangerDoes(cwd: string, program: string): void {
  const { status, stderr } = spawnSync('/bin/sh', ['-ec', program], {
    cwd,
    uid: STRANGER,
    gid: STRANGER,
    encoding: 'utf8',
  });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
}

function engine(env: NodeJS.ProcessEnv) {
  const { PATH } = process.env;
  return spawnSync('bash', ['.ci/engine.sh', 'down'], { env: { PATH, ...env }, encoding: 'utf8' });
}

test('a run uses nothing that lies below the shared folder for temporary files', async () => {
  const shared = sharedFolder();
  const names = [
    `jest_${OWN.toString(36)}`,
    `parkspec-${OWN}-image-x`,
    'parkspec-engine',
    'parkspec',
    'jiti',
    'node-compile-cache',
  ];
  strangerDoes(shared, `umask 0; mkdir ${names.join(' ')}`);
  const { code, output } = await startIn(temporaryFolder(), ['--cells', 'DR-31'], { env: { TMPDIR: shared } }).ended;
  expect(output).toContain('✓ DR-31 2/2');
  expect(code).toBe(2);
  expect(new Set(readdirSync(shared, { recursive: true, encoding: 'utf8' }))).toEqual(new Set(names));
});

test('a symbolic link in the place of the cache is refused, and where it leads nothing is written', async () => {
  const [shared, target] = [sharedFolder(), temporaryFolder()];
  strangerDoes(shared, `ln -s ${target} parkspec`);
  const { code, stderr } = await parkspec(['run', '--reports', join(target, 'reports')], {
    env: { XDG_CACHE_HOME: shared },
  });
  expect(code).toBe(74);
  expect(stderr).toContain('it is a symbolic link');
  expect(readdirSync(target)).toEqual([]);
});

test('the script that starts an engine writes nothing where a link of somebody else leads', () => {
  const [shared, home] = [sharedFolder(), temporaryFolder()];
  const precious = join(home, 'precious');
  mkdirSync(precious);
  writeFileSync(join(precious, 'dockerd.pid'), '1');
  strangerDoes(shared, `ln -s ${precious} parkspec-engine; ln -s ${precious} parkspec`);
  // It has nothing to look for in the folder for temporary files.
  expect(engine({ HOME: home, TMPDIR: shared })).toMatchObject({ status: 0 });
  expect(statSync(join(home, '.cache/parkspec/engine')).mode & 0o777).toBe(0o700);
  for (const env of [
    { HOME: home, XDG_CACHE_HOME: shared },
    { PARKSPEC_ENGINE_STATE: join(shared, 'parkspec-engine') },
  ]) {
    const { status, stderr } = engine(env);
    expect(status).toBe(1);
    expect(stderr).toMatch(/is a symbolic link: see who made it/);
  }
  expect(readFileSync(join(precious, 'dockerd.pid'), 'utf8')).toBe('1');
  expect(readdirSync(precious)).toEqual(['dockerd.pid']);
});

withStranger('where root can be another user', () => {
  test('a cache that somebody else has made is refused before anything is started', async () => {
    const shared = sharedFolder();
    strangerDoes(shared, 'umask 0; mkdir parkspec');
    const reports = join(temporaryFolder(), 'reports');
    const { code, stderr } = await parkspec(['run', '--reports', reports], { env: { XDG_CACHE_HOME: shared } });
    expect(code).toBe(74);
    expect(stderr).toContain(
      `${shared}/parkspec cannot be a folder of this user alone: it belongs to the user with the id ${STRANGER}`,
    );
    expect(stderr).toContain(
      'hint: see who made it and remove it, or name another folder for caches in XDG_CACHE_HOME',
    );
    expect(readdirSync(shared, { recursive: true })).toEqual(['parkspec']);
  });

  test('nor does it take a folder that somebody else has made, or a cache that others may change', () => {
    const shared = sharedFolder();
    strangerDoes(shared, 'umask 0; mkdir parkspec; mkdir -p home/.cache');
    expect(engine({ XDG_CACHE_HOME: shared }).stderr).toContain(`${shared}/parkspec belongs to another user`);
    expect(engine({ HOME: join(shared, 'home') }).stderr).toContain(`others may write to ${shared}/home/.cache`);
  });
});
