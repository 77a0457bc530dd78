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
/** Our names of a dialog element's attributes, and theirs. */
const NAMES = { callId: 'call-id', localTag: 'local-tag', remoteTag: 'remote-tag', direction: 'direction' } as const;
type Side = 'localTarget' | 'remoteTarget' | 'localIdentity' | 'remoteIdentity';
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
  const { id, direction, ...names } = namesOf(element);
  const state = childrenOf(element, 'state')[0];
  if (id === undefined || state === undefined || !isState(state.text)) return undefined;
  if (direction !== undefined && direction !== 'initiator' && direction !== 'recipient') return undefined;
  const dialog = withoutGaps({
    id,
    state: state.text,
    ...names,
    direction,
    event: state.attributes.get('event'),
    ...sidesOf(element),
  });
  // What names a dialog gets into header fields, where a line end would begin another one.
  return Object.values(dialog).some((value) => /[\r\n]/.test(value)) ? undefined : dialog;
}

function namesOf(element: XmlElement): Readonly<Record<'id' | keyof typeof NAMES, string | undefined>> {
  const named = (name: string) => element.attributes.get(name);
  return {
    id: named('id'),
    callId: named(NAMES.callId),
    localTag: named(NAMES.localTag),
    remoteTag: named(NAMES.remoteTag),
    direction: named(NAMES.direction),
  };
}

function sidesOf(element: XmlElement): Readonly<Record<Side, string | undefined>> {
  const [local] = childrenOf(element, 'local');
  const [remote] = childrenOf(element, 'remote');
  return {
    localTarget: targetOf(local),
    remoteTarget: targetOf(remote),
    localIdentity: identityOf(local),
    remoteIdentity: identityOf(remote),
  };
}

function formatDialog(dialog: DialogEntry): string {
  const head = attributes({
    id: dialog.id,
    [NAMES.callId]: dialog.callId,
    [NAMES.localTag]: dialog.localTag,
    [NAMES.remoteTag]: dialog.remoteTag,
    [NAMES.direction]: dialog.direction,
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

type Gapped = Pick<DialogEntry, 'id' | 'state'> & { readonly [K in keyof DialogEntry]?: DialogEntry[K] | undefined };

function withoutGaps({ id, state, direction, ...texts }: Gapped): DialogEntry {
  const present = Object.fromEntries(Object.entries(texts).filter(([, value]) => value !== undefined));
  return { id, state, ...(direction === undefined ? {} : { direction }), ...present };
}
