/** `manual`: an operator does it; what was asked and how it was confirmed is noted. */
import type { HookAction } from '../candidate/candidate.ts';
import { note } from './fault-bench.ts';
import type { HookFault } from './fault.ts';
import { overran } from './overran.ts';

export const manual: HookFault<Extract<HookAction, { kind: 'manual' }>> = {
  apply: async (bench, action) => {
    const question = bench.operator.question(action, bench.phase);
    const { text, file, within } = question;
    note(bench, `asked the operator: ${text} (to be confirmed within ${within} ms, on the terminal or by ${file})`);
    const confirmed = await bench.operator.ask(question, bench.signal);
    bench.signal.throwIfAborted();
    if (confirmed === 'late') {
      note(bench, `the operator has not confirmed: ${text}`);
      return overran(bench, `manual: ${text}`, 'its confirmation', within);
    }
    note(bench, `the operator has confirmed ${confirmed === 'file' ? `by ${file}` : 'on the terminal'}: ${text}`);
    return undefined;
  },
};
