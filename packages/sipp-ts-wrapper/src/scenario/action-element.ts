import type { Action, Check, Ereg, Exec, Jump, Operand } from './action.ts';
import { parametersOf } from './distribution.ts';
import { type Attribute, attributes, type Element } from './element.ts';

/** Finds the number of a step by the name of its label. */
export type Resolve = (label: string) => number | undefined;

/** An action as SIPp's XML has it. What SIPp reads as a message comes last: it may hold what looks like an attribute. */
export function actionElement(action: Action, resolve: Resolve): Element {
  return { name: action.kind, attributes: attributesOf(action, resolve) };
}

function attributesOf(action: Action, resolve: Resolve): readonly Attribute[] {
  switch (action.kind) {
    case 'ereg':
      return ereg(action);
    case 'log':
    case 'warning':
    case 'error':
      return attributes('text', { message: action.message });
    case 'assign':
    case 'add':
    case 'subtract':
    case 'multiply':
    case 'divide':
      return attributes('raw', { assign_to: action.assignTo, ...operand(action.value) });
    case 'assignstr':
      return [...assignTo(action.assignTo), ...attributes('text', { value: action.value })];
    case 'todouble':
      return attributes('raw', { assign_to: action.assignTo, variable: action.variable });
    case 'test':
      return attributes('raw', {
        assign_to: action.assignTo,
        variable: action.variable,
        compare: action.compare,
        ...check(action.check),
        ...(typeof action.value === 'number' ? { value: action.value } : { variable2: action.value.variable }),
      });
    case 'strcmp':
      return [
        ...attributes('raw', { assign_to: action.assignTo, variable: action.variable, ...check(action.check) }),
        ...(typeof action.value === 'string'
          ? attributes('text', { value: action.value })
          : attributes('raw', { variable2: action.value.variable })),
      ];
    case 'trim':
      return assignTo(action.variable);
    case 'urldecode':
    case 'urlencode':
      return attributes('raw', { variable: action.variable });
    case 'verifyauth':
      return [
        ...assignTo(action.assignTo),
        ...attributes('text', { username: action.username, password: action.password }),
      ];
    case 'lookup':
      return [...assignTo(action.assignTo), ...attributes('text', { file: action.file, key: action.key })];
    case 'insert':
      return attributes('text', { file: action.file, value: action.value });
    case 'replace':
      return attributes('text', { file: action.file, line: action.line, value: action.value });
    case 'setdest':
      return attributes('text', { host: action.host, port: action.port, protocol: action.protocol });
    case 'closecon':
      return [];
    case 'jump':
      return attributes('raw', target(action.value, resolve));
    case 'pauserestore':
    case 'rtp_echo':
      return attributes('raw', operand(action.value));
    case 'gettimeofday':
      return assignTo(action.assignTo.join(','));
    case 'sample':
      return attributes('raw', {
        assign_to: action.assignTo,
        distribution: action.distribution.kind,
        ...parametersOf(action.distribution),
      });
    case 'index':
      return assignTo(action.assignTo);
    case 'exec':
      return exec(action);
  }
}

function ereg(action: Ereg): readonly Attribute[] {
  return [
    ...attributes('raw', {
      assign_to: action.assignTo.join(','),
      ...place(action.searchIn),
      ...check(action.check),
      case_indep: action.caseInsensitive,
      start_line: action.startOfLine,
    }),
    ...attributes('text', { regexp: action.regexp }),
  ];
}

function place(where: Ereg['searchIn']): Readonly<Record<string, string | number | undefined>> {
  if (where === undefined || typeof where === 'string') return { search_in: where };
  if ('variable' in where) return { search_in: 'var', variable: where.variable };
  return { search_in: 'hdr', header: where.header, occurrence: where.occurrence };
}

function check(wanted: Check | undefined): Readonly<Record<string, true>> {
  if (wanted === undefined) return {};
  return wanted === 'holds' ? { check_it: true } : { check_it_inverse: true };
}

function operand(value: Operand): Readonly<Record<string, string | number>> {
  return typeof value === 'number' ? { value } : { variable: value.variable };
}

function target(value: Jump['value'], resolve: Resolve): Readonly<Record<string, string | number>> {
  if (typeof value === 'number' || 'variable' in value) return operand(value);
  return { value: resolve(value.label) ?? -1 };
}

function exec({ run }: Exec): readonly Attribute[] {
  if ('command' in run) return attributes('message', { command: run.command });
  if ('playDtmf' in run) return attributes('message', { play_dtmf: run.playDtmf });
  if ('intCmd' in run) return attributes('raw', { int_cmd: run.intCmd });
  if ('playPcapAudio' in run) return attributes('raw', { play_pcap_audio: run.playPcapAudio });
  if ('playPcapImage' in run) return attributes('raw', { play_pcap_image: run.playPcapImage });
  if ('playPcapVideo' in run) return attributes('raw', { play_pcap_video: run.playPcapVideo });
  if ('rtpStream' in run) return attributes('raw', { rtp_stream: run.rtpStream });
  return attributes('raw', { rtp_echo: run.rtpEcho });
}

function assignTo(variables: string): readonly Attribute[] {
  return attributes('raw', { assign_to: variables });
}
