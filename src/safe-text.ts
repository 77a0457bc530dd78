/**
 * Text that others wrote, on its way to a terminal or into the log of a pipeline: names of a candidate file, reasons of SIP,
 * bodies of HTTP. It may neither steer the terminal, nor hide what stands beside it, nor order anything from the pipeline.
 * Pure.
 */

/** The styles that parkspec itself sets: see report/paint.ts. */
// oxlint-disable-next-line no-control-regex -- it is the control that matters
const OWN_STYLES = /(\u001b\[(?:1|2|22|31|32|33|39)m)/;
/** Controls, separators of lines, halves of characters, what is no character, and what turns or hides text; what joins letters may stay. */
const UNSEEN = /[\p{Cc}\p{Zl}\p{Zp}\p{Cs}\ufffe\uffff]|(?![\u200c\u200d])\p{Cf}/gu;
/** GitHub's, where a line begins with it. */
// oxlint-disable-next-line no-control-regex -- it is the control that matters
const COMMAND = /^((?:[ \t]|\u001b\[\d+m)*)::/gm;
/** Of GitHub, Azure and TeamCity, anywhere: `##[group]`, `##vso[task.setvariable]`, `##teamcity[testFailed]`. */
const MARK = /##(?=\w*\[)/g;
/** A line of printable ASCII that can be none of these. */
const PLAIN = /^(?:[ -"$-9;-~]|:(?!:))*$/;

/**
 * Lines end as they did. Each other control becomes U+FFFD, and a command of a pipeline gets a space that spoils it.
 *
 * @param styled  whether the styles of parkspec stay; else they are controls like any other
 */
export function safeText(text: string, styled = false): string {
  if (PLAIN.test(text)) return text;
  const parts = styled ? text.split(OWN_STYLES) : [text];
  const seen = parts.map((part) => (styled && OWN_STYLES.test(part) ? part : part.split('\n').map(shown).join('\n')));
  return seen.join('').replace(COMMAND, '$1: :').replace(MARK, '# #');
}

/** The same of a value as JSON, which means what it meant: what is not to be seen is escaped. */
export function safeJson(value: unknown): string {
  return JSON.stringify(value, undefined, 2)
    .split('\n')
    .map((line) => line.replace(UNSEEN, escaped))
    .join('\n')
    .replace(MARK, '\\u0023#');
}

function shown(line: string): string {
  return line.replaceAll('\t', ' ').replace(UNSEEN, '\u{fffd}');
}

function escaped(character: string): string {
  return character
    .split('')
    .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .join('');
}
