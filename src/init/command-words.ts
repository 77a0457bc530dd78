/** The words of a command line as a shell would part them, without expanding anything; undefined where a quote has no end. */
export function commandWords(line: string): readonly string[] | undefined {
  const words: string[] = [];
  let word: string | undefined;
  let quote: string | undefined;
  for (const [char, escaped] of charactersOf(line)) {
    if (quote === undefined && !escaped && /\s/.test(char)) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else if (!escaped && char === quote) quote = undefined;
    else if (!escaped && quote === undefined && (char === '"' || char === "'")) {
      quote = char;
      word ??= '';
    } else word = (word ?? '') + char;
  }
  if (quote !== undefined) return undefined;
  return word === undefined ? words : [...words, word];
}

/** Each character, and whether a backslash stood before it. */
function* charactersOf(line: string): Generator<readonly [char: string, escaped: boolean]> {
  for (let at = 0; at < line.length; at += 1) {
    const escaped = line[at] === '\\' && at + 1 < line.length;
    if (escaped) at += 1;
    yield [line[at] ?? '', escaped];
  }
}
