/**
 * A message or command as SIPp reads it from CDATA: no white space around lines, none before the first line, and at most
 * one line end behind the last.
 */
export function tidy(text: string): string {
  const lines = text.replaceAll('\r\n', '\n').split('\n');
  const trimmed = lines.map((line) => line.replaceAll(/^[ \t]+|[ \t]+$/g, '')).join('\n');
  return trimmed.replace(/^\n+/, '').replace(/\n{2,}$/, '\n');
}

/**
 * A SIP message or command with values in it: a value cannot begin a line of its own, and so no header.
 * @throws TypeError when a value holds CR, LF or NUL.
 */
export function sip(parts: TemplateStringsArray, ...values: readonly (string | number)[]): string {
  return parts.reduce((text, part, index) => text + oneLine(values[index - 1] ?? '', index) + part);
}

function oneLine(value: string | number, index: number): string {
  const text = String(value);
  // oxlint-disable-next-line no-control-regex -- it is control characters that are looked for
  const at = text.search(/[\r\n\u0000]/);
  if (at < 0) return text;
  throw new TypeError(
    `Value ${index} of the message, ${JSON.stringify(text)}, holds a line break or NUL at ${at}: it would begin a header of its own. Write lines into the message itself.`,
  );
}

/** A text that SIPp sends as it is, whatever brackets are in it. */
export function literal(text: string): string {
  return text.replaceAll(/\\(?=x)/g, String.raw`\x5C`).replaceAll('[', String.raw`\x5B`);
}

/** The value of a variable, in a message or in the text of an action. */
export function valueOf(variable: string): string {
  return `[$${variable}]`;
}
