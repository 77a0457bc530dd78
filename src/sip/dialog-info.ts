/** The dialog event package's documents (RFC 4235). */
import { decodeText } from './message/octets.ts';
import { escapeXml, parseXml, type XmlElement } from './xml.ts';

export type DialogState = 'trying' | 'proceeding' | 'early' | 'confirmed' | 'terminated';

export interface DialogEntry {
  readonly id: string;
  readonly callId?: string;
  readonly localTag?: string;
  readonly remoteTag?: string;
  readonly direction?: 'initiator' | 'recipient';
  readonly state: DialogState;
  /** What led to the state: `replaced`, `local-bye`, `timeout`, … */
  readonly event?: string;
  /** Contact URIs. */
  readonly localTarget?: string;
  readonly remoteTarget?: string;
  /** Addresses of record. */
  readonly localIdentity?: string;
  readonly remoteIdentity?: string;
}

export interface DialogInfo {
  readonly version: number;
  readonly state: 'full' | 'partial';
  /** Whose dialogs these are. */
  readonly entity: string;
  readonly dialogs: readonly DialogEntry[];
}

const NAMESPACE = 'urn:ietf:params:xml:ns:dialog-info';
const STATES: readonly string[] = ['trying', 'proceeding', 'early', 'confirmed', 'terminated'];

/** Undefined when the document is malformed, is no dialog-info, or lacks what RFC 4235 4.1 demands. */
export function parseDialogInfo(document: string | Uint8Array): DialogInfo | undefined {
  const root = parseXml(typeof document === 'string' ? document : decodeText(document));
  if (root === undefined || root.name !== 'dialog-info') return undefined;
  const version = Number(root.attributes.get('version') || Number.NaN);
  const state = root.attributes.get('state');
  const entity = root.attributes.get('entity');
  if (!Number.isInteger(version) || version < 0 || entity === undefined) return undefined;
  if (state !== 'full' && state !== 'partial') return undefined;
  const dialogs: DialogEntry[] = [];
  for (const element of childrenOf(root, 'dialog')) {
    const dialog = readDialog(element);
    if (dialog === undefined) return undefined;
    dialogs.push(dialog);
  }
  return { version, state, entity, dialogs };
}

export function formatDialogInfo(info: DialogInfo): string {
  const head = attributes({ xmlns: NAMESPACE, version: String(info.version), state: info.state, entity: info.entity });
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<dialog-info${head}>`,
    ...info.dialogs.map(formatDialog),
    '</dialog-info>',
    '',
  ].join('\n');
}

function readDialog(element: XmlElement): DialogEntry | undefined {
  const id = element.attributes.get('id');
  const state = childrenOf(element, 'state')[0];
  if (id === undefined || state === undefined || !isState(state.text)) return undefined;
  const direction = element.attributes.get('direction');
  if (direction !== undefined && direction !== 'initiator' && direction !== 'recipient') return undefined;
  const local = childrenOf(element, 'local')[0];
  const remote = childrenOf(element, 'remote')[0];
  return {
    id,
    state: state.text,
    ...given('callId', element.attributes.get('call-id')),
    ...given('localTag', element.attributes.get('local-tag')),
    ...given('remoteTag', element.attributes.get('remote-tag')),
    ...(direction === undefined ? {} : { direction }),
    ...given('event', state.attributes.get('event')),
    ...given('localTarget', targetOf(local)),
    ...given('remoteTarget', targetOf(remote)),
    ...given('localIdentity', identityOf(local)),
    ...given('remoteIdentity', identityOf(remote)),
  };
}

function formatDialog(dialog: DialogEntry): string {
  const head = attributes({
    id: dialog.id,
    'call-id': dialog.callId,
    'local-tag': dialog.localTag,
    'remote-tag': dialog.remoteTag,
    direction: dialog.direction,
  });
  return [
    `<dialog${head}>`,
    `<state${attributes({ event: dialog.event })}>${dialog.state}</state>`,
    formatSide('local', dialog.localIdentity, dialog.localTarget),
    formatSide('remote', dialog.remoteIdentity, dialog.remoteTarget),
    '</dialog>',
  ]
    .filter((part) => part !== '')
    .join('\n');
}

function formatSide(name: string, identity: string | undefined, target: string | undefined): string {
  if (identity === undefined && target === undefined) return '';
  const identityText = identity === undefined ? '' : `<identity>${escapeXml(identity)}</identity>`;
  const targetText = target === undefined ? '' : `<target${attributes({ uri: target })}/>`;
  return `<${name}>${identityText}${targetText}</${name}>`;
}

function attributes(values: Readonly<Record<string, string | undefined>>): string {
  return Object.entries(values)
    .map(([name, value]) => (value === undefined ? '' : ` ${name}="${escapeXml(value)}"`))
    .join('');
}

function targetOf(side: XmlElement | undefined): string | undefined {
  return side && childrenOf(side, 'target')[0]?.attributes.get('uri');
}

function identityOf(side: XmlElement | undefined): string | undefined {
  return side && childrenOf(side, 'identity')[0]?.text;
}

function childrenOf(element: XmlElement, name: string): XmlElement[] {
  return element.children.filter((child) => child.name === name);
}

function isState(text: string): text is DialogState {
  return STATES.includes(text);
}

function given<K extends string>(key: K, value: string | undefined): { [P in K]?: string } {
  return (value === undefined ? {} : { [key]: value }) as { [P in K]?: string };
}
