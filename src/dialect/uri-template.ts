/** Numbers and addresses in which an orbit has its place. A template without a scheme is a user part at the candidate's domain. */
import { fillInValues } from '../candidate/dialect/body-template.ts';
import { namesOrbit } from '../candidate/dialect/template-placeholders.ts';
import type { Scheme } from '../candidate/tls-schema.ts';
import { escapeUser } from '../sip/uri.ts';

export interface TemplateValues {
  readonly domain: string;
  /** Of an address that the template does not write out; `sip` where it is left out. */
  readonly scheme?: Scheme | undefined;
  /** Left out where the template names no orbit. */
  readonly orbit?: string | undefined;
}

/** The address that a template stands for. */
export function fillInTemplate(template: string, { domain, scheme = 'sip', orbit = '' }: TemplateValues): string {
  const filled = fillInText(template, { domain, orbit });
  return /^sips?:/i.test(template) ? filled : `${scheme}:${escapeUser(filled)}@${domain}`;
}

/** Text that is no address, such as keys that are pressed, with the orbit in its place. */
export function fillInText(template: string, { domain, orbit = '' }: TemplateValues): string {
  return fillInValues(template, { domain, orbit, slot: orbit });
}

/** Stands for the orbit where a template is searched for its place; no orbit has so many digits. */
const MARK = '90909090909090';

/** The orbit that an address names which was made from a template; undefined where it was not made from it. */
export function orbitIn(address: string, template: string, domain: string): string | undefined {
  if (!namesOrbit(template)) return undefined;
  return between(asSip(address), asSip(fillInTemplate(template, { domain, orbit: MARK })));
}

/** The same place, whichever of both schemes it is asked by. */
function asSip(uri: string): string {
  return uri.replace(/^sips:/i, 'sip:');
}

/** The same of text that is no address. */
export function orbitInText(text: string, template: string, domain: string): string | undefined {
  return namesOrbit(template) ? between(text, fillInText(template, { domain, orbit: MARK })) : undefined;
}

function between(text: string, marked: string): string | undefined {
  const [before = '', after = ''] = marked.split(MARK);
  if (!text.startsWith(before) || !text.endsWith(after)) return undefined;
  const orbit = text.slice(before.length, text.length - after.length);
  return /^\d+$/.test(orbit) ? orbit : undefined;
}
