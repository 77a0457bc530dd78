import { describe, expect, test } from '@jest/globals';
import { readHistory } from '../../src/history/read-history.ts';
import { outageOfConnected } from '../judge/stories.ts';

const { events } = outageOfConnected();
const lines = events.map((event) => JSON.stringify(event));
const text = `${lines.join('\n')}\n`;

describe('readHistory', () => {
  test('gives back every event of a whole history', () => {
    const reading = readHistory(text);
    expect(reading.events).toEqual(events.map((event) => JSON.parse(JSON.stringify(event))));
    expect(reading).toMatchObject({ truncated: false, problems: [] });
  });

  test('reads a last line without its line end', () => {
    expect(readHistory(text.trimEnd())).toMatchObject({ truncated: false, problems: [] });
    expect(readHistory(text.trimEnd()).events).toHaveLength(events.length);
  });

  test.each([1, 40, 200])(
    'drops a last line that is torn after %d characters, and says that the history breaks off',
    (length) => {
      const torn = `${lines.slice(0, 20).join('\n')}\n${lines[6]?.slice(0, length)}`;
      const reading = readHistory(torn);
      expect(reading.events).toHaveLength(20);
      expect(reading).toMatchObject({ truncated: true, problems: [] });
    },
  );

  test('says that a history without an end breaks off', () => {
    expect(readHistory(`${lines.slice(0, -1).join('\n')}\n`)).toMatchObject({ truncated: true, problems: [] });
  });

  test('refuses another schema with a hint', () => {
    const other = text.replace('"schema":1', '"schema":2');
    expect(readHistory(other, 'old.jsonl')).toEqual({
      events: [],
      truncated: false,
      problems: [
        {
          file: 'old.jsonl',
          line: 1,
          column: 1,
          text: expect.any(String),
          message: 'the history has schema 2',
          hint: 'this parkspec reads schema 1; judge it with the version that recorded it',
        },
      ],
    });
  });

  test('refuses a history that names no schema', () => {
    expect(readHistory(text.replace('"schema":1,', '')).problems[0]?.message).toBe('the history has schema none');
  });

  test.each([
    ['an empty file', ''],
    ['something else', 'hello\nworld\n'],
    ['JSON that is no object', '17\n'],
    ['null', 'null\n'],
    ['a history without its head', `${lines.slice(1).join('\n')}\n`],
  ])('refuses %s', (_, broken) => {
    const reading = readHistory(broken);
    expect(reading.events).toEqual([]);
    expect(reading.problems).toHaveLength(1);
    expect(reading.problems[0]).toMatchObject({
      file: 'history.jsonl',
      line: 1,
      message: 'this is no history: it does not begin with a `run` event',
      hint: 'a history is JSON Lines, and its first line is the `run` event',
    });
  });

  test('tells a history that was cut within its first event from what is none', () => {
    const reading = readHistory(text.slice(0, 40));
    expect(reading).toMatchObject({ events: [], truncated: true });
    expect(reading.problems).toMatchObject([
      { line: 1, message: expect.stringContaining('breaks off within its first') },
    ]);
  });

  test('names the line of what is no event in the middle', () => {
    const broken = [lines[0], '{"n":2,"t":1,"kind":"rumour"}', 'nonsense', ...lines.slice(1)].join('\n');
    const { problems, events: read } = readHistory(`${broken}\n`);
    expect(problems.map(({ line, message }) => [line, message])).toEqual([
      [2, expect.stringMatching(/^not an event of a history: kind: /)],
      [3, 'not a JSON object'],
    ]);
    expect(problems[1]?.text).toBe('nonsense');
    expect(read).toHaveLength(events.length);
  });
});
