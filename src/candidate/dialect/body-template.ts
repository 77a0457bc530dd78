/** The body of a request that parks: a template, with the call and the orbit in their places. Pure. */
import type { Diagnostic } from '../../suite/diagnostic.ts';
import { placeholderProblems } from '../placeholders.ts';

/** What the body may tell of the call, as the parker's phone knows it, and of the orbit that the parker chooses. */
export const BODY_PLACEHOLDERS = [
  'callid',
  'localtag',
  'remotetag',
  'remotetarget',
  'user',
  'slot',
  'orbit',
  'domain',
] as const;
export type BodyPlaceholder = (typeof BODY_PLACEHOLDERS)[number];

/** The placeholders of a template that do not exist, each at its place in the file of the template. */
export function checkBody(template: string, file: string): readonly Diagnostic[] {
  return template.split('\n').flatMap((text, index) =>
    placeholderProblems<string>(text, () => undefined, BODY_PLACEHOLDERS).map(({ message, hint }) => {
      const [, unknown = ''] = /(\$\{[^}]*\})$/.exec(message) ?? [];
      return { file, line: index + 1, column: text.indexOf(unknown) + 1, text, message, hint };
    }),
  );
}

const PLACEHOLDER = /\$\{([a-z]+)\}/g;

/** Text with its values filled in; what is none of theirs stays as it is. */
export function fillInValues(
  text: string,
  values: Readonly<Record<string, string>>,
  escape: (value: string) => string = (value) => value,
): string {
  return text.replaceAll(PLACEHOLDER, (whole, name: string) => {
    const value = Object.hasOwn(values, name) ? values[name] : undefined;
    return value === undefined ? whole : escape(value);
  });
}

/** The body, with each value written as the media type wants it. */
export function fillInBody(template: string, type: string, values: Readonly<Record<BodyPlaceholder, string>>): string {
  return fillInValues(template, values, escapeOf(type));
}

function escapeOf(type: string): (value: string) => string {
  if (/[/+]xml\b/i.test(type)) return (value) => value.replaceAll(/[<>&"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
  if (/[/+]json\b/i.test(type)) return (value) => JSON.stringify(value).slice(1, -1);
  return (value) => value;
}

/** The orbit in a body that was made from a template; undefined where that names none, or the body was made otherwise. */
export function orbitInBody(body: string, template: string): string | undefined {
  const pattern = template.split(PLACEHOLDER).map((part, index) => {
    if (index % 2 === 0) return part.replaceAll(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
    return part === 'slot' || part === 'orbit' ? '(\\d+)' : '[^]*?';
  });
  return new RegExp(`^${pattern.join('')}$`).exec(body)?.[1];
}
