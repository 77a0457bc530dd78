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
export type { Action, Comparison, Operand } from './scenario/action.ts';
export type { Distribution } from './scenario/distribution.ts';
export { toXml } from './scenario/to-xml.ts';
