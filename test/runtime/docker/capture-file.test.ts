import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { CaptureFile } from '../../../src/runtime/docker/capture-file.ts';

let folder = '';
let path = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'parkspec-capture-file-'));
  path = join(folder, 'capture.pcap');
});
afterEach(() => rmSync(folder, { recursive: true }));

test('a capture that ends within a frame is left with whole frames only', () => {
  const file = new CaptureFile(path);
  file.write(Buffer.from('head|frame|fra'), 11);
  file.write(Buffer.from('me'), 11);
  file.close();
  expect(readFileSync(path, 'utf8')).toBe('head|frame|');
});

test('a capture that is too long is left with what has come before, and says so', () => {
  const file = new CaptureFile(path, 8);
  file.write(Buffer.from('head|fr'), 5);
  expect(file.full).toBe(false);
  file.write(Buffer.from('ame|'), 11);
  expect(file.full).toBe(true);
  file.write(Buffer.from('x'), 12);
  file.close();
  expect(readFileSync(path, 'utf8')).toBe('head|');
});

test('an older capture is not written over, and a closed one takes nothing more', () => {
  const file = new CaptureFile(path);
  file.write(Buffer.from('all'), 3);
  file.close();
  file.write(Buffer.from('more'), 7);
  file.close();
  expect(() => new CaptureFile(path)).toThrow(/EEXIST/);
  expect(readFileSync(path, 'utf8')).toBe('all');
});
