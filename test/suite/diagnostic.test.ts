import { describe, expect, test } from '@jest/globals';
import { InputError, renderDiagnostic, renderDiagnostics, sortDiagnostics } from '../../src/suite/diagnostic.ts';

const diagnostic = { file: 'a.yaml', line: 12, column: 3, text: '- nromal:', message: 'unknown key `nromal`' };

describe('a rendered diagnostic', () => {
  test('shows place, message, line, caret and hint', () => {
    expect(renderDiagnostic({ ...diagnostic, hint: 'did you mean `normal`?' })).toBe(
      ['a.yaml:12:3: unknown key `nromal`', '  12 | - nromal:', '     |   ^', '  hint: did you mean `normal`?'].join(
        '\n',
      ),
    );
  });

  test('has no frame where there is no text to show', () => {
    expect(renderDiagnostic({ ...diagnostic, text: '' })).toBe('a.yaml:12:3: unknown key `nromal`');
  });

  test('has colours only when asked for', () => {
    expect(renderDiagnostic(diagnostic)).not.toContain('\u001b');
    expect(renderDiagnostic(diagnostic, { colours: true })).toContain('\u001b[31m^\u001b[39m');
  });

  test('keeps the caret in sight of a long line', () => {
    const text = `${'x'.repeat(300)}HERE${'y'.repeat(300)}`;
    const [, excerpt = '', caret = ''] = renderDiagnostic({ ...diagnostic, text, column: 301 }).split('\n');
    expect(excerpt.length).toBeLessThan(120);
    expect(excerpt.slice(caret.indexOf('^')).startsWith('HERE')).toBe(true);
  });

  test('cannot steer the terminal of its reader', () => {
    const text = 'title: \u001b[31mred\u0007\u202e';
    const rendered = renderDiagnostic({ ...diagnostic, file: 'a\u001b.yaml', text, message: text, hint: text });
    expect(rendered.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}]/u);
  });

  test('puts the caret under the column after tabs', () => {
    const [, excerpt = '', caret = ''] = renderDiagnostic({ ...diagnostic, text: '\tbad', column: 2 }).split('\n');
    expect(excerpt[caret.indexOf('^')]).toBe('b');
  });
});

describe('several diagnostics', () => {
  test('come in the order of the file, each once', () => {
    const early = { ...diagnostic, line: 2 };
    const left = { ...diagnostic, column: 1 };
    expect(sortDiagnostics([diagnostic, left, early, { ...diagnostic }])).toEqual([early, left, diagnostic]);
  });

  test('are not shown by the thousand', () => {
    const rendered = renderDiagnostics(Array.from({ length: 1_000 }, (_, n) => ({ ...diagnostic, line: n + 1 })));
    expect(rendered.match(/unknown key/g)).toHaveLength(100);
    expect(rendered).toMatch(/… and 900 more$/);
  });

  test('make an error that ends the program with 64', () => {
    const error = new InputError([diagnostic, { ...diagnostic, line: 13 }]);
    expect(error).toBeInstanceOf(Error);
    expect(error.exitCode).toBe(64);
    expect(error.diagnostics).toHaveLength(2);
    expect(error.message).toContain('a.yaml:13:3');
  });
});
