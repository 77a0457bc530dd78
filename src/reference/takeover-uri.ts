import { formatUri, parseUri } from '../sip/uri.ts';

/** A URI that calls `target` in place of its present dialog; `replaces` names that as `target` sees it (RFC 3891). */
export function takeoverUri(target: string, replaces: string): string {
  const uri = parseUri(target);
  if (uri === undefined) throw new Error(`not a SIP URI: ${target}`);
  return formatUri({
    ...uri,
    headers: [
      ['Replaces', replaces],
      ['Require', 'replaces'],
    ],
  });
}
