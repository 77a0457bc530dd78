import { describe, expect, test } from '@jest/globals';
import { isAtLeast, readVersion } from '../../src/run/version.ts';

describe('the version', () => {
  test.each([
    ['\n SIPp v3.6.1-SCTP-PCAP-RTPSTREAM.\n', '3.6.1', ['SCTP', 'PCAP', 'RTPSTREAM']],
    [' SIPp v3.7.3-TLS-SCTP-PCAP-SHA256.', '3.7.3', ['TLS', 'SCTP', 'PCAP', 'SHA256']],
    [' SIPp v3.8.0.', '3.8.0', []],
    [' SIPp v3.7.0~rc1-PCAP.', '3.7.0', ['PCAP']],
  ])('%j is known', (output, text, builtWith) => {
    const found = readVersion(output);
    expect(found).toMatchObject({ kind: 'known', version: { builtWith } });
    const { version } = found;
    expect(`${version?.major}.${version?.minor}.${version?.patch}`).toBe(text);
  });

  test('of a later line is unknown, and is told with a warning', () => {
    expect(readVersion('SIPp v4.0.0-PCAP.')).toMatchObject({
      kind: 'unknown',
      version: { major: 4 },
      warning: expect.stringContaining('4.0.0'),
    });
  });

  test('of another program is none', () => {
    expect(readVersion('curl 8.1')).toMatchObject({ kind: 'unknown', version: undefined });
  });

  test('is compared part by part', () => {
    const found = readVersion('SIPp v3.7.5.').version;
    if (found === undefined) throw new Error('unread');
    expect(isAtLeast(found, 3, 6, 9)).toBe(true);
    expect(isAtLeast(found, 3, 7, 5)).toBe(true);
    expect(isAtLeast(found, 2, 9, 9)).toBe(true);
    expect(isAtLeast(found, 3, 7, 6)).toBe(false);
    expect(isAtLeast(found, 3, 8)).toBe(false);
    expect(isAtLeast(found, 4, 0)).toBe(false);
  });
});
