import type { Action, Check, Ereg, Exec, Operand } from '../action.ts';
import { distributionFrom } from './distribution.ts';
import type { Fields } from './fields.ts';
import { present } from './present.ts';

const COMPARISONS = [
  'equal',
  'not_equal',
  'greater_than',
  'less_than',
  'greater_than_equal',
  'less_than_equal',
] as const;

/** The action that an element stands for. */
export function actionFrom(fields: Fields): Action {
  const kind = fields.element.name;
  switch (kind) {
    case 'ereg':
      return ereg(fields);
    case 'log':
    case 'warning':
    case 'error':
      return { kind, message: fields.needed('message', 'text') };
    case 'assign':
    case 'add':
    case 'subtract':
    case 'multiply':
    case 'divide':
      return { kind, assignTo: fields.needed('assign_to'), value: operand(fields) };
    case 'assignstr':
      return { kind, assignTo: fields.needed('assign_to'), value: fields.needed('value', 'text') };
    case 'todouble':
      return { kind, assignTo: fields.needed('assign_to'), variable: fields.needed('variable') };
    case 'test':
      return {
        kind,
        variable: fields.needed('variable'),
        compare: fields.one('compare', COMPARISONS) ?? fields.fail('<test> lacks compare', 'Say how to compare.'),
        value: fields.has('value') ? fields.neededNumber('value') : { variable: fields.needed('variable2') },
        ...present({ assignTo: fields.text('assign_to'), check: check(fields) }),
      };
    case 'strcmp':
      return {
        kind,
        variable: fields.needed('variable'),
        value: fields.text('value', 'text') ?? { variable: fields.needed('variable2') },
        ...present({ assignTo: fields.text('assign_to'), check: check(fields) }),
      };
    case 'trim':
      return { kind, variable: fields.needed('assign_to') };
    case 'urldecode':
    case 'urlencode':
      return { kind, variable: fields.needed('variable') };
    case 'verifyauth':
      return {
        kind,
        assignTo: fields.needed('assign_to'),
        username: fields.needed('username', 'text'),
        password: fields.needed('password', 'text'),
      };
    case 'lookup':
      return {
        kind,
        assignTo: fields.needed('assign_to'),
        file: fields.needed('file', 'text'),
        key: fields.needed('key', 'text'),
      };
    case 'insert':
      return { kind, file: fields.needed('file', 'text'), value: fields.needed('value', 'text') };
    case 'replace':
      return {
        kind,
        file: fields.needed('file', 'text'),
        line: fields.needed('line', 'text'),
        value: fields.needed('value', 'text'),
      };
    case 'setdest':
      return {
        kind,
        host: fields.needed('host', 'text'),
        port: fields.needed('port', 'text'),
        protocol: fields.needed('protocol', 'text'),
      };
    case 'closecon':
      return { kind };
    case 'jump':
    case 'pauserestore':
    case 'rtp_echo':
      return { kind, value: operand(fields) };
    case 'gettimeofday': {
      const [seconds, microseconds, ...more] = fields.names('assign_to');
      if (seconds === undefined || microseconds === undefined || more.length > 0) {
        return fields.failAt('assign_to', 'gettimeofday sets two variables', 'Name seconds and microseconds.');
      }
      return { kind, assignTo: [seconds, microseconds] };
    }
    case 'sample': {
      const distribution =
        distributionFrom(fields) ?? fields.fail('<sample> lacks distribution', 'Name the distribution.');
      return { kind, assignTo: fields.needed('assign_to'), distribution };
    }
    case 'index':
      return { kind, assignTo: fields.needed('assign_to') };
    case 'exec':
      return { kind, run: run(fields) };
    default:
      return fields.fail(`There is no action <${kind}>`, 'SIPp ends at it: "Unknown action".');
  }
}

function ereg(fields: Fields): Ereg {
  const [first = '', ...others] = fields.names('assign_to');
  return {
    kind: 'ereg',
    regexp: fields.needed('regexp', 'text'),
    assignTo: [first, ...others],
    ...present({
      searchIn: searchIn(fields),
      check: check(fields),
      caseInsensitive: fields.boolean('case_indep'),
      startOfLine: fields.boolean('start_line'),
    }),
  };
}

function searchIn(fields: Fields): Ereg['searchIn'] {
  const where = fields.one('search_in', ['msg', 'body', 'var', 'hdr']);
  if (where === 'var') return { variable: fields.needed('variable') };
  if (where !== 'hdr') return where;
  const correct = fields.number('occurrence');
  // SIPp's old spelling.
  const occurrence = correct ?? fields.number('occurence');
  return { header: fields.needed('header'), ...present({ occurrence }) };
}

function check(fields: Fields): Check | undefined {
  const holds = fields.boolean('check_it');
  const fails = fields.boolean('check_it_inverse');
  if (holds !== undefined && fails !== undefined) {
    fields.failAt('check_it_inverse', 'There are both check_it and check_it_inverse', 'SIPp ends at it: leave one.');
  }
  if (holds === true) return 'holds';
  return fails === true ? 'fails' : undefined;
}

function operand(fields: Fields): Operand {
  if (fields.has('value') && fields.has('variable')) {
    fields.failAt('variable', 'There are both value and variable', 'SIPp ends at it: leave one.');
  }
  return fields.has('value') ? fields.neededNumber('value') : { variable: fields.needed('variable') };
}

/** SIPp runs the first that it finds. */
function run(fields: Fields): Exec['run'] {
  const command = fields.text('command', 'message');
  if (command !== undefined) return { command };
  const intCmd = fields.one('int_cmd', ['stop_call', 'stop_gracefully', 'stop_now']);
  if (intCmd !== undefined) return { intCmd };
  const playPcapAudio = fields.text('play_pcap_audio');
  if (playPcapAudio !== undefined) return { playPcapAudio };
  const playPcapImage = fields.text('play_pcap_image');
  if (playPcapImage !== undefined) return { playPcapImage };
  const playPcapVideo = fields.text('play_pcap_video');
  if (playPcapVideo !== undefined) return { playPcapVideo };
  const playDtmf = fields.text('play_dtmf', 'message');
  if (playDtmf !== undefined) return { playDtmf };
  const rtpStream = fields.text('rtp_stream');
  if (rtpStream !== undefined) return { rtpStream };
  const rtpEcho = fields.text('rtp_echo');
  if (rtpEcho !== undefined) return { rtpEcho };
  return fields.fail('<exec> names nothing to run', 'SIPp ends at it: "illegal <exec> in the scenario".');
}
