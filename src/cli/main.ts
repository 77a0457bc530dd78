#!/usr/bin/env node
/**
 * What `parkspec` starts. Node's own exit code for a program that breaks is 1, and here that means that a check failed:
 * so nothing but this is loaded before somebody looks after what breaks, the loading of everything else included.
 */
import { BROKEN } from './exit-codes.ts';
import { tellSourcePlaces } from './source-places.ts';

process.on('uncaughtException', broken);
void import('./program.ts').then(({ main }) => main()).catch(broken);

function broken(error: unknown): never {
  tellSourcePlaces(error);
  console.error(error);
  const isShort = error instanceof Error && 'code' in error && (error.code === 'EMFILE' || error.code === 'ENFILE');
  if (isShort) console.error('error: file descriptors have run out; allow more of them (`ulimit -n`)');
  process.exit(BROKEN);
}
