const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/**
 * Text for the inside of an XML or HTML element or attribute. Whatever XML 1.0 cannot carry (control characters and
 * halves of surrogate pairs, which garbage from a candidate may hold) becomes U+FFFD.
 */
export function escapeMarkup(text: string): string {
  return text
    .replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '\ufffd')
    .replace(/[&<>"']/g, (found) => ENTITIES[found] ?? found);
}
