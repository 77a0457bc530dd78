import { describe, expect, test } from '@jest/globals';
import { ansiPaint } from '../src/report/paint.ts';
import { safeJson, safeText } from '../src/safe-text.ts';

/** What a file, an answer or a message may hold, and what must not be left of it. */
const ATTACKS: ReadonlyArray<readonly [name: string, text: string, shown: string]> = [
  ['clears the screen', 'a\u001b[2Jb', 'a\u{fffd}[2Jb'],
  ['begins a control sequence in one character', 'a\u009b2Jb', 'a\u{fffd}2Jb'],
  ['sets the title of the window', '\u001b]0;x\u0007', '\u{fffd}]0;x\u{fffd}'],
  ['goes back to the start of its line', 'fail\rpass', 'fail\u{fffd}pass'],
  ['rings', '\u0007', '\u{fffd}'],
  ['turns what follows', 'a\u202eb', 'a\u{fffd}b'],
  ['isolates what follows', 'a\u2066b', 'a\u{fffd}b'],
  ['has no width', 'a\u200bb\ufeff', 'a\u{fffd}b\u{fffd}'],
  ['ends a line as few see it', 'a\u2028b\u2029c\u0085', 'a\u{fffd}b\u{fffd}c\u{fffd}'],
  ['is half of a character', 'a\ud800b', 'a\u{fffd}b'],
  ['orders something from GitHub', '::stop-commands::x', ': :stop-commands::x'],
  ['orders it in a line of its own', 'a\n  ::error::x', 'a\n  : :error::x'],
  ['orders it as GitHub did before', 'x ##[add-mask]y', 'x # #[add-mask]y'],
  ['orders something from Azure', 'x ##vso[task.setvariable]y', 'x # #vso[task.setvariable]y'],
  ['orders something from TeamCity', "##teamcity[testFailed name='x']", "# #teamcity[testFailed name='x']"],
];

describe('text that others wrote', () => {
  test.each(ATTACKS)('is shown where it %s', (_, text, shown) => {
    expect(safeText(text)).toBe(shown);
    expect(safeText(text, true)).toBe(shown);
  });

  test.each(['a: b::c', 'sip:alice@[::1]', '# # heading', '## heading', 'نامه\u200cها', 'é 日本 🙂', 'a\nb'])(
    'stays as it is where it means no harm: %s',
    (text) => {
      expect(safeText(text)).toBe(text);
    },
  );

  test('keeps the styles of parkspec on a terminal, and no others', () => {
    const painted = ansiPaint('pass', 'green', 'bold');
    expect(safeText(painted, true)).toBe(painted);
    expect(safeText(painted)).not.toContain('\u001b');
    expect(safeText('\u001b[8mhidden\u001b[0m', true)).toBe('\u{fffd}[8mhidden\u{fffd}[0m');
  });

  test('orders nothing behind a style', () => {
    expect(safeText(ansiPaint('::error::x', 'dim'), true)).toBe(ansiPaint(': :error::x', 'dim'));
  });
});

describe('JSON of what others wrote', () => {
  test.each(ATTACKS)('means the same where it %s, and holds nothing of it', (_, text) => {
    const json = safeJson({ [text]: [text] });
    expect(JSON.parse(json)).toEqual({ [text]: [text] });
    expect(json).not.toMatch(/##\w*\[/);
    expect(json.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}\p{Cs}\u202e\u2066\u200b\ufeff]/u);
    expect(json).not.toMatch(/^\s*::/m);
  });
});
