// Builds the program where it is not that of the present sources. With nothing to build it takes some hundredths of a second.
import { spawnSync } from 'node:child_process';
import { isBuilt, sources } from './sources.mjs';

if (!isBuilt(sources())) {
  const { status } = spawnSync(process.execPath, ['tools/build/prepare.mjs'], { stdio: 'inherit' });
  process.exit(status ?? 1);
}
