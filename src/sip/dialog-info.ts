/** The dialog event package's documents (RFC 4235). */
import { escapeXml, parseXml, type XmlElement } from './xml.ts';

export type DialogState = 'trying' | 'proceeding' | 'early' | 'confirmed' | 'terminated';

export interface DialogEntry {
  readonly id: string;
  readonly callId?: string;
  readonly localTag?: string;
  readonly remoteTag?: string;
  readonly direction?: 'initiator' | 'recipient';
  readonly state: DialogState;
  /** The reason of the last change of state: `replaced`, `local-bye`, `timeout`, … */
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
  /** URI of the resource that has these dialogs. */
  readonly entity: string;
  readonly dialogs: readonly DialogEntry[];
}

export interface ReadDialogInfo extends DialogInfo {
  /** Number of dialogs that the document has but that lack what RFC 4235 4.1 demands of a dialog. */
  readonly unreadable: number;
}

/** Media type of the documents. */
export const DIALOG_INFO = 'application/dialog-info+xml';

const NAMESPACE = 'urn:ietf:params:xml:ns:dialog-info';
/** The attributes of a dialog element, by the names of their fields. */
const NAMES = { callId: 'call-id', localTag: 'local-tag', remoteTag: 'remote-tag', direction: 'direction' } as const;
type Side = 'localTarget' | 'remoteTarget' | 'localIdentity' | 'remoteIdentity';
const STATES: readonly string[] = ['trying', 'proceeding', 'early', 'confirmed', 'terminated'];

/**
 * Undefined when the document is malformed, is no dialog-info, or lacks what RFC 4235 4.1 demands of the document. A dialog
 * that cannot be read does not keep the others from being read. Words of the schema may come in any case. Elements of other namespaces are skipped (RFC 4235 4).
 */
export function parseDialogInfo(document: string | Uint8Array): ReadDialogInfo | undefined {
  const root = parseXml(document);
  if (root === undefined || root.name !== 'dialog-info') return undefined;
  // Without any namespace it is the same document of a careless sender; with another one it is something else.
  if (root.namespace !== NAMESPACE && root.namespace !== '') return undefined;
  const version = root.attributes.get('version') ?? '';
  const state = root.attributes.get('state')?.toLowerCase();
  const entity = root.attributes.get('entity');
  if (!/^\d{1,15}$/.test(version) || entity === undefined) return undefined;
  if (state !== 'full' && state !== 'partial') return undefined;
  const read = childrenOf(root, 'dialog').map(readDialog);
  const dialogs = read.filter((dialog) => dialog !== undefined);
  return { version: Number(version), state, entity, dialogs, unreadable: read.length - dialogs.length };
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
  const { id, ...names } = namesOf(element);
  const direction = names.direction?.toLowerCase();
  const state = childrenOf(element, 'state')[0];
  const text = state?.text.toLowerCase() ?? '';
  if (id === undefined || state === undefined || !isState(text)) return undefined;
  const dialog = withoutGaps({
    id,
    state: text,
    ...names,
    direction: direction === 'initiator' || direction === 'recipient' ? direction : undefined,
    event: state.attributes.get('event'),
    ...sidesOf(element),
  });
  // These values are written into header fields, where a line end would begin another field.
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
  return element.children.filter((child) => child.namespace === element.namespace && child.name === name);
}

function isState(text: string): text is DialogState {
  return STATES.includes(text);
}

type Gapped = Pick<DialogEntry, 'id' | 'state'> & { readonly [K in keyof DialogEntry]?: DialogEntry[K] | undefined };

function withoutGaps({ id, state, direction, ...texts }: Gapped): DialogEntry {
  const present = Object.fromEntries(Object.entries(texts).filter(([, value]) => value !== undefined));
  return { id, state, ...(direction === undefined ? {} : { direction }), ...present };
}
