/** An event of a history in one line of text, as it stands in excerpts of evidence and in the ladder. */
import type {
  ActionEvent,
  AstrayEvent,
  AudioLossEvent,
  HistoryEvent,
  LookupEvent,
  MediaEvent,
  MishapEvent,
  PolicyEvent,
  SipEvent,
  SrtpEvent,
} from '../history/event.ts';
import { placeOf } from '../history/place.ts';
import { refusedPackets, SRTP_FAULT_WORDS } from '../history/srtp-words.ts';
import type { PoolName } from '../suite/cell.ts';

/** Names addresses of the cell; everything else is shown as it is. */
export type NameOf = (address: string) => string;

/** Names the pools of a history, and the phones by the addresses at their own taps. */
export function addressNames(events: readonly HistoryEvent[]): NameOf {
  const names = new Map<string, string>();
  for (const event of events) {
    if (event.kind === 'sip') names.set(placeOf(event.local), event.tap);
    if (event.kind !== 'run') continue;
    const pools: readonly PoolName[] = ['primary', 'backup'];
    for (const pool of pools) names.set(placeOf(event.pools[pool]), pool);
    if (event.edge !== undefined) names.set(placeOf(event.edge), 'edge');
  }
  return (address) => names.get(placeOf(address)) ?? address;
}

/** `bob → backup  REFER sip:park@127.0.0.1:5070`, `alice no longer hears bob, longest gap 12 ms` */
export function eventLine(event: HistoryEvent, nameOf: NameOf): string {
  switch (event.kind) {
    case 'run':
      return `cell ${event.cell.id} begins with ${event.candidate.name}`;
    case 'phase':
      return `phase ${event.phase} ${event.state}${because(event.why)}`;
    case 'fault':
      return `fault ${event.fault} ${event.pool} ${event.state}${because(event.proof)}`;
    case 'action':
      return actionLine(event);
    case 'sip':
      return sipLine(event, nameOf);
    case 'media':
      return mediaLine(event);
    case 'astray':
      return astrayLine(event);
    case 'srtp':
      return srtpLine(event);
    case 'digits':
      return `${event.tap} presses ${event.digits}`;
    case 'policy':
      return policyLine(event);
    case 'lookup':
      return lookupLine(event, nameOf);
    case 'hook':
      return `${event.what}: ${event.words}`;
    case 'network':
      return event.channel === 'sip' ? mishapLine(event, nameOf) : audioLossLine(event);
    case 'process':
      return `process of ${event.pool} ${event.event} (pid ${event.pid})${exitWords(event)}`;
    case 'load':
      return `the harness ran at most ${event.maxDelayMs.toFixed(1)} ms late${poolWait(event.poolDelayMs)}`;
    case 'note':
      return `${event.level === 'trouble' ? 'bench trouble: ' : ''}${event.text}${because(event.cause)}`;
    case 'end':
      return `end: ${event.why}`;
  }
}

/** The first line of a SIP message; whatever came instead of one is shown by its first characters. */
export function startLine(event: SipEvent): string {
  const [first = ''] = event.text.trimStart().split(/\r?\n/, 1);
  return shortened(first) || 'keep-alive';
}

function shortened(start: string): string {
  const line = start.replace(/ SIP\/2\.0$/, '').replace(/^SIP\/2\.0 /, '');
  return line.length <= 80 ? line : `${line.slice(0, 79)}…`;
}

function sipLine(event: SipEvent, nameOf: NameOf): string {
  const [from, to] = event.direction === 'out' ? [event.tap, nameOf(event.remote)] : [nameOf(event.remote), event.tap];
  const unreadable = event.unreadable === undefined ? '' : ` (unreadable: ${event.unreadable})`;
  return `${from} → ${to}  ${startLine(event)}${unreadable}`;
}

function mishapLine(event: MishapEvent, nameOf: NameOf): string {
  const [from, to] = event.direction === 'out' ? [event.tap, nameOf(event.remote)] : [nameOf(event.remote), event.tap];
  const what = event.what === 'held' ? `held back ${Math.round(event.delayMs ?? 0)} ms` : event.what;
  return `${what} by our network: ${from} → ${to}  ${shortened(event.line)}`;
}

function audioLossLine({ tap, direction, passed, lost, longestLoss }: AudioLossEvent): string {
  const way = direction === 'in' ? `to ${tap}` : `from ${tap}`;
  return `our network lost ${lost} of ${passed + lost} packets of audio ${way}, at most ${longestLoss} in a row`;
}

function astrayLine({ tap, direction, remote, line }: AstrayEvent): string {
  if (direction === 'in') return `${tap} hears nothing of what comes from ${remote}, outside of the cell`;
  return `${tap} sends no ${line === undefined ? 'audio' : shortened(line)} to ${remote}, outside of the cell`;
}

function srtpLine(event: SrtpEvent): string {
  const { tap } = event;
  if (event.found === 'packets') {
    const { plain, wrong } = event;
    return `${tap} does not hear ${refusedPackets(plain, wrong)}`;
  }
  return `${tap} has no SRTP with its peer: ${SRTP_FAULT_WORDS[event.why]}`;
}

function policyLine({ tap, does, pool, rule }: PolicyEvent): string {
  const what = {
    stays: `stays at the ${pool} while it is in a call`,
    moves: `moves to the ${pool} since its call has ended`,
    registers: `registers at the ${pool} too`,
    asks: `asks the ${pool}${rule.startsWith('invite') ? ' without registering there' : ', where it is registered'}`,
  };
  return `${tap}'s phone ${what[does]} (phones: ${rule})`;
}

function lookupLine({ tap, uri, servers, outside = [], why }: LookupEvent, nameOf: NameOf): string {
  const nobody = outside.map((place) => `${place}, where nothing is sent`);
  const places = [...servers.map((server) => `${nameOf(server)} at ${placeOf(server)}`), ...nobody];
  return `${tap}'s phone looks ${uri} up: ${places.length === 0 ? (why ?? 'nothing is found') : places.join(', then ')}`;
}

function mediaLine(event: MediaEvent): string {
  const gap = event.gapMs === undefined ? '' : `, longest gap ${Math.round(event.gapMs)} ms`;
  switch (event.event) {
    case 'starts':
      return `${event.tap} starts to hear ${event.voice}`;
    case 'stops':
      return `${event.tap} no longer hears ${event.voice}${gap}`;
    case 'sample':
      return `${event.tap} hears ${event.voice}${gap}`;
  }
}

function actionLine(event: ActionEvent): string {
  if (event.verb === 'check') return `check ${event.check ?? event.id} ${event.state}${because(event.why)}`;
  const words = [
    ...(event.by === undefined ? [] : [event.by]),
    event.verb,
    ...(event.call === undefined ? [] : [`call ${event.call}`]),
    ...(event.orbit === undefined ? [] : [`orbit ${event.orbit}`]),
    ...(event.to === undefined ? [] : [`to ${event.to}`]),
    ...(event.pool === undefined ? [] : [`at ${event.pool}`]),
  ];
  return `${words.join(' ')}: ${event.state}${because(event.why)}`;
}

function exitWords(event: {
  readonly code?: number | null;
  readonly signal?: string | null;
  readonly wanted?: boolean;
}): string {
  const how = event.signal ?? event.code;
  const unwanted = event.wanted === true || how === undefined ? '' : ', not ended by parkspec';
  return how === undefined || how === null ? '' : ` with ${how}${unwanted}`;
}

function poolWait(delay: number | undefined): string {
  return delay === undefined ? '' : `, a pool waited at most ${delay.toFixed(1)} ms for a processor`;
}

function because(why: string | undefined): string {
  return why === undefined ? '' : `: ${why}`;
}
