/** Actions and proofs of the candidate file in a few words. */
import type { TransitionAction, TransitionProof } from '../../candidate/candidate.ts';
import { orderText } from '../../candidate/http-order.ts';

export function actionWords(action: TransitionAction): string {
  switch (action.kind) {
    case 'http':
      return orderText(action);
    case 'run':
      return `run ${action.command.join(' ')}`;
    case 'manual':
      return `an operator: ${action.text}`;
    case 'exec':
      return `exec in ${action.pool}: ${action.command.join(' ')}`;
    case 'kill':
    case 'stop':
    case 'pause':
    case 'disconnect':
    case 'start':
    case 'unpause':
    case 'connect':
      return `${action.kind} ${action.pool}`;
  }
}

export function proofWords(proof: TransitionProof): string {
  switch (proof.kind) {
    case 'registered':
      return `all users are registered at the ${proof.pool}`;
    case 'answers':
      return `the ${proof.pool} answers OPTIONS`;
    case 'silent':
      return `the ${proof.pool} answers no OPTIONS`;
    case 'exited':
      return `the program of the ${proof.pool} has ended`;
    case 'http':
      return `${orderText({ ...proof, method: 'GET' })} shows "${proof.contains}"`;
    case 'exec':
      return `${proof.command.join(' ')} in ${proof.pool} ends with exit code 0`;
    case 'header':
      return `${proof.name} of the REGISTER answer shows "${proof.contains}"`;
  }
}
