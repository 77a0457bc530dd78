/** Amounts of memory and of text in a candidate file. */
const UNITS: Readonly<Record<string, number>> = { KiB: 2 ** 10, MiB: 2 ** 20, GiB: 2 ** 30 };

/** What a size looks like, for editors; each key that takes one has limits of its own. */
export const SIZE = /^([1-9]\d{0,6})(KiB|MiB|GiB)$/;

/** `64KiB`, `512MiB` or `2GiB` in octets; undefined when the text is no size. */
export function parseSize(text: string): number | undefined {
  const [, amount = '', unit = ''] = SIZE.exec(text) ?? [];
  const size = Number(amount) * (UNITS[unit] ?? Number.NaN);
  return Number.isNaN(size) ? undefined : size;
}

/** In the largest unit of which it is a whole number: `512 MiB`. */
export function sizeText(octets: number): string {
  for (const unit of ['GiB', 'MiB', 'KiB']) {
    const amount = octets / (UNITS[unit] ?? 1);
    if (Number.isInteger(amount)) return `${amount} ${unit}`;
  }
  return `${octets} octets`;
}
