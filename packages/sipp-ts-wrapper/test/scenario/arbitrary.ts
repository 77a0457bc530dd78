import * as fc from 'fast-check';
import type { Action, Distribution, Duration, Label, Nop, Operand, Scenario, Step } from '../../src/index.ts';
import { tidy } from '../../src/scenario/text.ts';

const LABELS = ['idle', 'late', 'end of it', '5'] as const;
const VARIABLES = ['a', 'b', 'from', 'n_1', 'x.y'] as const;

const label = fc.constantFrom(...LABELS);
const variable = fc.constantFrom(...VARIABLES);
const bit = fc.constantFrom<true>(true);
const ms = fc.integer({ min: 1, max: 100_000 });
const decimal = fc.integer({ min: -1000, max: 1000 }).map((n) => n / 8);

/** Any text without brackets, which SIPp would look up, and with all that XML and SIPp escape. */
const words = fc
  .array(
    fc.constantFrom('a', 'Zoë', ' ', '"', '<', '>', '&', '&lt;', "'", '\\', '\\n', '\n', '\t', ']', ';', '$', ']]>'),
    {
      minLength: 1,
      maxLength: 8,
    },
  )
  .map((parts) => parts.join(''));

const keyed = fc
  .tuple(words, fc.constantFrom('', '[call_id]', '[$a]', '[last_To:]', '[cseq+1]'))
  .map((parts) => parts.join(''));

const operand: fc.Arbitrary<Operand> = fc.oneof(
  decimal,
  variable.map((name) => ({ variable: name })),
);

const distribution: fc.Arbitrary<Distribution> = fc.oneof(
  fc.record({ kind: fc.constant('fixed' as const), value: ms }),
  fc.record({ kind: fc.constant('uniform' as const), min: fc.nat(10), max: ms }),
  fc.record({ kind: fc.constant('normal' as const), mean: ms, stdev: ms }),
  fc.record({ kind: fc.constant('pareto' as const), k: fc.constant(2), xm: fc.integer({ min: 1, max: 9 }) }),
);

const duration: fc.Arbitrary<Duration> = fc.oneof(
  ms,
  fc.constant('default' as const),
  variable.map((name) => ({ variable: name })),
  distribution,
);

const check = fc.constantFrom('holds' as const, 'fails' as const);

const regexp = fc.constantFrom('.*', '<(sip:[^>]+)>', 'a"b', String.raw`\.(x|y)\\`, '[[:alnum:]]+ & ');

const action: fc.Arbitrary<Action> = fc.oneof(
  fc.record(
    {
      kind: fc.constant('ereg' as const),
      regexp,
      assignTo: fc.oneof(fc.tuple(variable), fc.tuple(variable, variable)),
      searchIn: fc.oneof(
        fc.constantFrom('msg' as const, 'body' as const),
        variable.map((name) => ({ variable: name })),
        fc.record(
          { header: fc.constant('To:'), occurrence: fc.integer({ min: 1, max: 3 }) },
          { requiredKeys: ['header'] },
        ),
      ),
      check,
      caseInsensitive: fc.boolean(),
      startOfLine: fc.boolean(),
    },
    { requiredKeys: ['kind', 'regexp', 'assignTo'] },
  ),
  fc.record({ kind: fc.constantFrom('log' as const, 'warning' as const), message: keyed }),
  fc.record({
    kind: fc.constantFrom(
      'assign' as const,
      'add' as const,
      'subtract' as const,
      'multiply' as const,
      'divide' as const,
    ),
    assignTo: variable,
    value: operand,
  }),
  fc.record({ kind: fc.constant('assignstr' as const), assignTo: variable, value: keyed }),
  fc.record({ kind: fc.constant('todouble' as const), assignTo: variable, variable }),
  fc.record(
    {
      kind: fc.constant('test' as const),
      assignTo: variable,
      variable,
      compare: fc.constantFrom('equal' as const, 'less_than_equal' as const),
      value: operand,
      check,
    },
    { requiredKeys: ['kind', 'assignTo', 'variable', 'compare', 'value'] },
  ),
  fc.record({
    kind: fc.constant('strcmp' as const),
    assignTo: variable,
    variable,
    value: fc.oneof(words, fc.record({ variable })),
  }),
  fc.record({ kind: fc.constant('trim' as const), variable }),
  fc.record({ kind: fc.constant('verifyauth' as const), assignTo: variable, username: keyed, password: keyed }),
  fc.record({ kind: fc.constant('setdest' as const), host: keyed, port: keyed, protocol: fc.constant('udp') }),
  fc.record({ kind: fc.constant('closecon' as const) }),
  fc.record({ kind: fc.constant('gettimeofday' as const), assignTo: fc.tuple(variable, variable) }),
  fc.record({ kind: fc.constant('sample' as const), assignTo: variable, distribution }),
  fc.record({ kind: fc.constant('index' as const), assignTo: variable }),
  fc.record({ kind: fc.constant('rtp_echo' as const), value: operand }),
  fc.record({
    kind: fc.constant('exec' as const),
    run: fc.oneof(
      keyed.map((command) => ({ command })),
      fc.constantFrom({ intCmd: 'stop_call' as const }, { intCmd: 'stop_gracefully' as const }),
    ),
  }),
);

const common = {
  next: label,
  test: variable,
  chance: fc.integer({ min: 0, max: 8 }).map((n) => n / 8),
  condexec: variable,
  condexecInverse: fc.boolean(),
  counter: fc.constantFrom('one', 'two'),
  rtd: fc.constantFrom('true', 'setup'),
  lost: fc.nat(100),
  crlf: bit,
  hide: fc.boolean(),
  display: fc.constant('shown thus'),
  ignoreSdp: fc.boolean(),
  actions: fc.array(action, { minLength: 1, maxLength: 3 }),
};

const timeout = { timeout: ms, onTimeout: label };
const wait = {
  optional: fc.constantFrom(true as const, 'global' as const),
  ...timeout,
  rrs: fc.boolean(),
  auth: fc.boolean(),
};

const message = fc
  .tuple(fc.constantFrom('OPTIONS sip:a@b SIP/2.0', 'SIP/2.0 200 OK', 'INVITE [next_url] SIP/2.0'), keyed)
  .map(([line, body]) => tidy(`${line}\nVia: SIP/2.0/UDP h;branch=[branch]-[cseq]\nCall-ID: [call_id]\n\n${body}\n`));

const nop: fc.Arbitrary<Nop> = fc.record({ kind: fc.constant('nop' as const), ...common }, { requiredKeys: ['kind'] });

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record(
    { kind: fc.constant('send' as const), text: message, retrans: ms, ...timeout, ...common },
    { requiredKeys: ['kind', 'text'] },
  ),
  fc.record(
    { kind: fc.constant('recv' as const), response: fc.constantFrom(100, 200), ...wait, ...common },
    { requiredKeys: ['kind', 'response'] },
  ),
  fc.record(
    {
      kind: fc.constant('recv' as const),
      request: fc.constantFrom('INVITE', '.*'),
      regexpMatch: fc.boolean(),
      ...wait,
      ...common,
    },
    { requiredKeys: ['kind', 'request'] },
  ),
  nop,
  fc.record({ kind: fc.constant('pause' as const), duration, ...common }, { requiredKeys: ['kind', 'duration'] }),
);

const labels: readonly Label[] = LABELS.map((name) => ({ kind: 'label', name }));

/** Scenarios that could be written, sound or not, with every label that they name. */
export const scenarios: fc.Arbitrary<Scenario> = fc.record(
  {
    name: fc.constantFrom('caller', 'a scenario'),
    steps: fc.array(step, { minLength: 1, maxLength: 8 }).chain((steps) =>
      fc.shuffledSubarray([...steps, ...labels], {
        minLength: steps.length + labels.length,
      }),
    ),
    globalVariables: fc.constant(['shared']),
    userVariables: fc.constant(['a', 'b']),
    responseTimes: fc.constant([10, 50, 100]),
    callLengths: fc.constant([1000]),
  },
  { requiredKeys: ['name', 'steps'] },
);
