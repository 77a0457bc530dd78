/** A line of a file that is shown beside a mistake in it, without its passwords. Pure. */

const PASSWORD = /(["']?password["']?\s*:\s*)(\S.*)$/i;
const IN_BRACES = /^(?:"(?:[^"\\]|\\.)*"?|'(?:[^']|'')*'?|[^,}]*[^\s,}])/;

/** A star for each character, so that what follows stays at its column. */
export function hidePasswords(line: string): string {
  const [whole = '', key = '', rest = ''] = PASSWORD.exec(line) ?? [];
  if (whole === '') return line;
  const before = line.slice(0, line.length - whole.length);
  // Outside of braces the value goes on to the end of the line.
  const value = before.includes('{') ? (IN_BRACES.exec(rest)?.[0] ?? rest) : rest;
  return `${before}${key}${'*'.repeat(value.length)}${hidePasswords(rest.slice(value.length))}`;
}
