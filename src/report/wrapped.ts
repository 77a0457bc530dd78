/** Text in lines of at most `width` characters, broken between words, and within a word that is longer. Pure. */
export function wrapped(text: string, width: number, indent = ''): readonly string[] {
  return text.split('\n').flatMap((line) => brokenAt(line, Math.max(1, width), indent));
}

/** @param indent  of each line but the first */
function brokenAt(text: string, width: number, indent: string): readonly string[] {
  const lines: string[] = [];
  let rest = text;
  while (rest.length > width) {
    const space = rest.lastIndexOf(' ', width);
    const at = space > indent.length ? space : width;
    lines.push(rest.slice(0, at));
    rest = `${indent}${rest.slice(at).trimStart()}`;
  }
  return [...lines, rest];
}
