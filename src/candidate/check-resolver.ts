/** What a candidate file says of names and of DNS servers: both are for a pair that runs already. */
import type { Diagnostic } from '../suite/diagnostic.ts';
import type { YamlDocument } from '../suite/yaml.ts';
import type { Path } from '../suite/yaml-index.ts';
import type { CandidateSource } from './candidate-schema.ts';
import { parseLocate } from './locate-uri.ts';
import { parsePoolAddress } from './pool-address.ts';

type Source = Partial<CandidateSource> & Pick<CandidateSource, 'pools'>;

export function checkNames(source: Source, document: YamlDocument): readonly Diagnostic[] {
  const { runtime, pools, edge, resolver, phones } = source;
  const uri = phones?.locate;
  const hosts = [pools.primary.sip, pools.backup.sip, edge?.sip ?? ''];
  const hasName = uri !== undefined || hosts.some((sip) => isName(parsePoolAddress(sip)?.host));
  const complain = (path: Path, message: string, hint: string): Diagnostic[] => [
    document.diagnose(path, 'key', message, hint),
  ];
  if (runtime !== 'remote') {
    const why = 'is for `runtime: remote`: parkspec itself chooses where pools are that it starts';
    return [
      ...(resolver === undefined ? [] : complain(['resolver'], `\`resolver\` ${why}`, 'leave it out')),
      ...(uri === undefined ? [] : complain(['phones', 'locate'], `\`locate\` ${why}`, 'leave it out')),
    ];
  }
  if (resolver !== undefined && !hasName) {
    const hint = 'leave it out, or say what the phones know: `phones: { locate: sip:pbx.example }`';
    return complain(['resolver'], 'this file has no name that a DNS server could be asked for', hint);
  }
  return uri === undefined ? [] : checkTransport(uri, source, document);
}

/** A URI that names its transport leads to nobody who speaks another one. */
function checkTransport(uri: string, { pools, edge }: Source, document: YamlDocument): readonly Diagnostic[] {
  const named = parseLocate(uri)?.transport;
  const spoken = parsePoolAddress((edge ?? pools.primary).sip)?.transport;
  if (named === undefined || spoken === undefined || named === spoken) return [];
  const message = `${uri} is for ${named.toUpperCase()}, and the ${edge === undefined ? 'pools speak' : 'edge speaks'} ${spoken.toUpperCase()}`;
  const hint = 'write the transport of both alike, or leave it out of `locate`';
  return [document.diagnose(['phones', 'locate'], 'value', message, hint)];
}

function isName(host: string | undefined): boolean {
  return host !== undefined && !/^[\d.]+$/.test(host) && !host.includes(':');
}
