import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { loadCandidate } from '../../src/candidate/load-candidate.ts';
import { renderDiagnostics } from '../../src/suite/diagnostic.ts';

const PAGE = readFileSync('docs/labs.md', 'utf8');
const EXAMPLES = [...PAGE.matchAll(/^```yaml remote-part\n([\s\S]*?)^```$/gm)].map(([, text = '']) => text);

const PARTS: Readonly<Record<string, string>> = {
  runtime: 'runtime: remote\n',
  pools: 'pools: { primary: { sip: udp:10.0.0.1, orbits: 1-2 }, backup: { sip: udp:10.0.0.2, orbits: 3-4 } }\n',
};

describe('the examples in docs/labs.md', () => {
  test('are there', () => {
    expect(EXAMPLES).toHaveLength(5);
  });

  test.each(EXAMPLES)('load: %#', (text) => {
    const missing = Object.keys(PARTS).filter((key) => !new RegExp(`^${key}:`, 'm').test(text));
    const reading = loadCandidate(`name: x\n${missing.map((key) => PARTS[key]).join('')}${text}`, 'docs/labs.md');
    expect('diagnostics' in reading ? renderDiagnostics(reading.diagnostics) : '').toBe('');
  });
});
