import type { Action } from './action.ts';
import type { Message } from './step.ts';

/** Everything of a step that SIPp reads keywords in. */
export function textsOf(step: Message): readonly string[] {
  return [...('text' in step ? [step.text] : []), ...(step.actions ?? []).flatMap(actionTexts)];
}

/** Everything of an action that SIPp reads keywords in. */
function actionTexts(action: Action): readonly string[] {
  switch (action.kind) {
    case 'log':
    case 'warning':
    case 'error':
      return [action.message];
    case 'assignstr':
      return [action.value];
    case 'verifyauth':
      return [action.username, action.password];
    case 'lookup':
      return [action.file, action.key];
    case 'insert':
      return [action.file, action.value];
    case 'replace':
      return [action.file, action.line, action.value];
    case 'setdest':
      return [action.host, action.port, action.protocol];
    case 'exec':
      if ('command' in action.run) return [action.run.command];
      return 'playDtmf' in action.run ? [action.run.playDtmf] : [];
    case 'add':
    case 'assign':
    case 'closecon':
    case 'divide':
    case 'ereg':
    case 'gettimeofday':
    case 'index':
    case 'jump':
    case 'multiply':
    case 'pauserestore':
    case 'rtp_echo':
    case 'sample':
    case 'strcmp':
    case 'subtract':
    case 'test':
    case 'todouble':
    case 'trim':
    case 'urldecode':
    case 'urlencode':
      return [];
  }
}
