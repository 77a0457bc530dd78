import { escapeMarkup } from '../markup.ts';

/** Markup that is finished; everything else that goes into a template is text and will be escaped. */
export class Html {
  readonly markup: string;

  constructor(markup: string) {
    this.markup = markup;
  }
}

type Part = Html | string | number | undefined | readonly Part[];

/** A template of HTML: text is escaped, arrays are joined, `undefined` is left out. */
export function html(strings: TemplateStringsArray, ...parts: readonly Part[]): Html {
  return new Html(strings.map((string, at) => string + (at < parts.length ? markupOf(parts[at]) : '')).join(''));
}

function markupOf(part: Part): string {
  if (part === undefined) return '';
  if (part instanceof Html) return part.markup;
  if (typeof part === 'number') return String(part);
  return typeof part === 'object' ? part.map(markupOf).join('') : escapeMarkup(part);
}
