/** What a template of a dialect may have filled in: `*68${slot}`, `sip:pickup@${domain};orbit=${orbit}`. */

/** The orbit may be called a slot where the parker chooses it; both words mean the same. */
export const TEMPLATE_PLACEHOLDERS = ['orbit', 'slot', 'domain'] as const;

/** True where the orbit is part of the address. */
export function namesOrbit(template: string): boolean {
  return /\$\{(?:orbit|slot)\}/.test(template);
}
