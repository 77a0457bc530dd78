export type { Scenario } from './scenario/scenario.ts';
export type {
  Common,
  Duration,
  Label,
  Message,
  Nop,
  Pause,
  Recv,
  RecvCmd,
  RecvRequest,
  RecvResponse,
  Send,
  SendCmd,
  Step,
  Timewait,
} from './scenario/step.ts';
export type { Action, Check, Comparison, Operand } from './scenario/action.ts';
export type { Distribution } from './scenario/distribution.ts';
export type { Release } from './scenario/release.ts';
export { label, nop, type Options, pause, recv, recvCmd, scenario, send, sendCmd, timewait } from './scenario/build.ts';
export { literal, sip, valueOf } from './scenario/text.ts';
export { checkScenario, type CheckOptions } from './scenario/check/check.ts';
export { type Problem, ScenarioError } from './scenario/check/problem.ts';
export { toXml } from './scenario/to-xml.ts';
export { twinRole } from './scenario/twin-role.ts';
export { type FromXmlOptions, scenarioFromFile, scenarioFromXml } from './scenario/from-xml/from-xml.ts';
export { ScenarioSyntaxError } from './scenario/from-xml/syntax-error.ts';
export { SippError, type SippTrouble } from './run/error.ts';
export type { Executor, Exit, RunningProcess, SippSignal } from './run/executor.ts';
export { localExecutor } from './run/local.ts';
export { type DetectedVersion, detectVersion, isAtLeast, readVersion, type SippVersion } from './run/version.ts';
export type { DefaultBehavior, SippSettings, Trace, Transport } from './run/arguments.ts';
export type { ScenarioSource } from './run/source.ts';
export { type RunningSipp, type SippLogs, type SippOptions, type SocketAddress, startSipp } from './run/start.ts';
export { type PlaceOptions, type SteeredPhone, type SteeringProblem, type SteerOptions, steer } from './steer/steer.ts';
export type { Asking, CommandDetails, EventMatch, EventWait, Pace, SteeredCall } from './steer/call.ts';
export type { Command, SippEvent } from './steer/codec.ts';
export { type Outcome, outcomeOf } from './results/outcome.ts';
export { readStatistics, readStatisticsRows, type Statistics, type StatisticsRow } from './results/stat.ts';
export { type ResponseTime, readResponseTimes } from './results/rtt.ts';
export { readCounts, type StepCounts } from './results/counts.ts';
export { readScreen, type ScreenLine } from './results/screen.ts';
