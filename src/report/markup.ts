import { safeText } from '../safe-text.ts';

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
/** Nothing in it has to be escaped. */
const PLAIN = /^[\w .,()/=;@+-]*$/;

/**
 * Text for the inside of an XML or HTML element or attribute. What no text should have in it, and what XML 1.0 cannot carry, becomes
 * U+FFFD: controls, what turns text, halves of surrogate pairs.
 */
export function escapeMarkup(text: string): string {
  if (PLAIN.test(text)) return text;
  return text.replace(/[^\t\r\n]+/g, (line) => safeText(line)).replace(/[&<>"']/g, (found) => ENTITIES[found] ?? found);
}
