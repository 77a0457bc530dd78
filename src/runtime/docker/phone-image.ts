import { join } from 'node:path';
import { PACKAGE_ROOT } from '../../package-root.ts';
import type { ImageSource } from './image.ts';

const FOLDER = join(PACKAGE_ROOT, 'containers/phone');

/** Where SIPp phones run, and tcpdump. */
export const PHONE_IMAGE: ImageSource = {
  kind: 'build',
  name: 'phone',
  context: FOLDER,
  dockerfile: join(FOLDER, 'Dockerfile'),
};
