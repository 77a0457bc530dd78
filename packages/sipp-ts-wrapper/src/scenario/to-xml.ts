import type { Scenario } from './scenario.ts';

/** The scenario as the XML that SIPp reads. */
export function toXml(scenario: Scenario): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n<scenario name="${scenario.name}">\n</scenario>\n`;
}
