/** What Allure is told about a cell and its checks. */
import { LabelName, type Link, Severity, type Stage, Status } from 'allure-js-commons';
import type { RuntimeMessage } from 'allure-js-commons/sdk';
import type { HistoryEvent } from '../history/event.ts';
import type { CheckVerdict, Verdict } from '../judge/verdict.ts';
import { renderCapture } from '../report/capture-of-history.ts';
import { accountOf } from '../report/failure/failure-account.ts';
import type { Failure } from '../report/failure/violation.ts';
import { figure } from '../report/words.ts';
import type { CheckResult } from '../run/attempts.ts';
import { markdown } from '../report/markdown.ts';
import { checksOf } from '../report/phrase.ts';
import { remarksOf, TAG_NAMES, tagsOf } from '../report/remarks.ts';
import type { Cell, Expectation } from '../suite/cell.ts';
import { safeText } from '../safe-text.ts';
import { type Suite, stateTitle } from '../suite/suite.ts';
import { checkSteps, situationSteps, type StepTaken } from './steps.ts';

/** How Allure shows our verdicts: a violation is failed, whatever showed nothing is broken. */
export const ALLURE_STATUS: Readonly<Record<Verdict, Status>> = {
  pass: Status.PASSED,
  fail: Status.FAILED,
  inconclusive: Status.BROKEN,
  error: Status.BROKEN,
  'not-applicable': Status.SKIPPED,
};

/** URL templates of links by their type. */
export const LINK_TEMPLATES = {
  rfc: { urlTemplate: 'https://www.rfc-editor.org/rfc/rfc%s', nameTemplate: 'RFC %s' },
} as const;

export function cellMessages(
  cell: Cell,
  events: readonly HistoryEvent[],
  ladder: string,
  history: string,
): readonly RuntimeMessage[] {
  return [
    { type: 'metadata', data: { displayName: `the cell, from ${cell.scenario[0]?.phase ?? 'normal'} on` } },
    ...situationSteps(events).flatMap(stepMessages),
    attachment('SIP ladder', 'text/plain', '.txt', beginning(ladder)),
    attachment('history.jsonl', 'application/x-ndjson', '.jsonl', beginning(history)),
    attachment('SIP capture', 'application/vnd.tcpdump.pcap', '.pcap', renderCapture(events, MOST_ATTACHED)),
  ];
}

/** A report is one file for all cells: of what a flood has made long it shows so much, in characters, to a whole line. */
const MOST_ATTACHED = 1_000_000;

function beginning(text: string): string {
  if (text.length <= MOST_ATTACHED) return text;
  return text.slice(0, text.lastIndexOf('\n', MOST_ATTACHED) + 1);
}

/**
 * `check` is the verdict of this attempt, `settled` what it comes to with the attempts before it and the baseline; `failure` is
 * what there is to say of it, where it failed.
 */
export function checkMessages(
  suite: Suite,
  cell: Cell,
  events: readonly HistoryEvent[],
  check: CheckVerdict,
  settled: CheckResult,
  failure?: Failure,
): readonly RuntimeMessage[] {
  const expect = checksOf(cell).find((one) => one.id === check.id)?.expect;
  const figures = Object.entries(check.figures).map(([key, value]) => figure(key, value));
  return [
    {
      type: 'metadata',
      data: {
        labels: [
          { name: LabelName.EPIC, value: safeText(suite.epic) },
          { name: LabelName.FEATURE, value: safeText(stateTitle(suite, cell.state)) },
          { name: LabelName.STORY, value: cell.phase },
          { name: LabelName.SEVERITY, value: Severity.CRITICAL },
          { name: LabelName.TAG, value: cell.id },
          { name: LabelName.TAG, value: suite.id },
          ...tagsOf(settled).map((tag) => ({ name: LabelName.TAG, value: TAG_NAMES[tag] })),
        ],
        links: linksOf(expect),
        // What was found and measured differs from run to run: it must not make another test of the same check.
        parameters: [
          ...(check.code === undefined ? [] : [{ name: 'code', value: safeText(check.code), excluded: true }]),
          ...figures.map(({ label, value }) => ({ name: safeText(label), value, excluded: true })),
        ],
        description: [
          ...(failure === undefined ? [] : [failureText(failure), '']),
          `> ${markdown(cell.requirement)}`,
          `>\n> ${markdown(cell.source)}`,
          ...(failure === undefined ? ['', markdown(check.reason)] : []),
          ...remarksOf(settled).map((remark) => `\n**${markdown(remark)}**`),
          ...check.advisories.map(({ text, source }) => `\nAdvisory: ${markdown(text)} (${markdown(source)})`),
        ].join('\n'),
      },
    },
    ...checkSteps(events, check.id).flatMap(stepMessages),
  ];
}

function failureText(failure: Failure): string {
  return accountOf(failure)
    .map(([label, text]) => (label === '' ? `  ${markdown(text)}` : `- **${label}:** ${markdown(text)}`))
    .join('\n');
}

/** The result as Allure keeps it; its times are those of the check in the cell, not those of the test that reports it. */
export interface AllureResult {
  status?: Status;
  statusDetails?: { readonly message?: string };
  stage?: Stage;
  start?: number;
  stop?: number;
}

function stepMessages(step: StepTaken): readonly RuntimeMessage[] {
  // Whether a deed should have succeeded is the check's business: a refused park may be just what is demanded.
  const status = step.ended ? Status.PASSED : Status.BROKEN;
  return [
    { type: 'step_start', data: { name: safeText(step.name), start: Math.round(step.start) } },
    { type: 'step_stop', data: { stop: Math.round(step.stop), status } },
  ];
}

function attachment(
  name: string,
  contentType: string,
  fileExtension: string,
  content: string | Buffer,
): RuntimeMessage {
  const data = {
    name,
    contentType,
    fileExtension,
    content: Buffer.from(content).toString('base64'),
    encoding: 'base64',
  } as const;
  return { type: 'attachment_content', data };
}

/** The RFCs that say how the thing that is checked works. */
function linksOf(expect: Expectation | undefined): Link[] {
  return rfcsOf(expect).map((url) => ({ type: 'rfc', url }));
}

function rfcsOf(expect: Expectation | undefined): readonly string[] {
  switch (expect?.kind) {
    case undefined:
      return ['3261'];
    case 'is':
      return expect.outcome === 'parked' || expect.outcome === 'nobody' ? ['5359', '4235'] : ['3261'];
    case 'can':
    case 'cannot':
      return DEED_RFCS[expect.deed.verb];
    case 'setting':
    case 'outlives':
      return ['5359'];
    case 'announces':
      return ['3261'];
  }
}

const DEED_RFCS: Readonly<Record<Extract<Expectation, { kind: 'can' }>['deed']['verb'], readonly string[]>> = {
  call: ['3261'],
  park: ['5359', '3515', '3891'],
  retrieve: ['5359', '3891', '4235'],
  hold: ['3264', '5359'],
  resume: ['3264', '5359'],
  transfer: ['3515', '5589'],
  hangup: ['3261'],
  register: ['3261'],
};
