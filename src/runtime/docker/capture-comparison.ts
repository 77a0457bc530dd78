import type { Comparison } from '../../capture/witness.ts';
import type { NoteEvent } from '../../history/event.ts';

/** What stands in the history of how it compares with a capture of the same network. */
export function testimony({ agreed, unsent, unseen, lost, untold }: Comparison): NoteEvent {
  const differences = [
    ...counted(lost, 'did not get from the network into its phone'),
    ...counted(unseen, 'was received by a phone and never on the network'),
    ...counted(untold, 'was sent by a phone that has not recorded it'),
  ];
  if (differences.length > 0) {
    return {
      kind: 'note',
      level: 'trouble',
      text: `the history is not what passed the network: ${differences.join('; ')}`,
      hint: 'no verdict on it can be relied on: run the cell again, with fewer at a time (`--workers`) where the machine is busy; if it stays, please report it with the files of this cell',
    };
  }
  const nowhere = unsent === 0 ? '' : `, and ${unsent} more that got nowhere, as nobody answered for their address`;
  return {
    kind: 'note',
    level: 'info',
    text: `the capture of the network has the same ${agreed} SIP messages between phones and pools as this history${nowhere}`,
  };
}

function counted(messages: readonly string[], what: string): readonly string[] {
  const [first] = messages;
  if (first === undefined) return [];
  return [messages.length === 1 ? `${first} ${what}` : `${messages.length} times a message ${what}, first ${first}`];
}
