/** For each file of timed tests: what hangs ends one day. Jest's own 5 s would end what only waits for a processor. */
import { jest } from '@jest/globals';

jest.setTimeout(180_000);
