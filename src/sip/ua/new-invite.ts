import { sameDialog, type DialogId } from '../dialog/dialog.ts';
import { judgeReplaces, type Replaceable } from '../dialog/replaced-dialog.ts';
import type { IncomingRequest } from '../endpoint.ts';
import type { Core } from './core.ts';
import { IncomingInvite } from './incoming-invite.ts';
import type { CallUsage } from './live-dialog.ts';
import { reply } from './send-response.ts';
import { tooBrief } from './session-timer.ts';
import { describedIn } from '../described.ts';

/** Hands a new INVITE to `handler`, unless its Replaces, body or session interval forbid (RFC 3891 3, RFC 3261 8.2.3, RFC 4028 9). */
export function receiveInvite(core: Core, incoming: IncomingRequest, handler: (invite: IncomingInvite) => void): void {
  const replaces = judgeReplaces(incoming.request, replaceable(core));
  if (replaces.kind === 'refuse') {
    reply(incoming, replaces.status, { reason: replaces.reason });
    return;
  }
  const described = describedIn(incoming.request);
  if (described.kind === 'refuse') {
    reply(incoming, described.status, { reason: described.reason, headers: [['Accept', 'application/sdp']] });
    return;
  }
  const brief = tooBrief(core.minSessionExpires, incoming.request);
  if (brief !== undefined) {
    reply(incoming, 422, { headers: brief });
    return;
  }
  const replaced = replaces.kind === 'match' ? replaces.dialog.call : undefined;
  const offer = described.kind === 'sdp' ? described.sdp : undefined;
  handler(new IncomingInvite(core, incoming, { offer, replaced }));
}

type Candidate = Replaceable & { readonly call?: CallUsage };

function replaceable(core: Core): Candidate[] {
  const live = core.dialogs.all();
  const calls = live.flatMap(({ dialog, call }): Candidate[] =>
    call === undefined
      ? []
      : [{ ...nameOf(dialog), usage: 'invite', phase: call.phase, initiator: call.initiator, call }],
  );
  const ended = core.dialogs
    .ended()
    .map((id): Candidate => ({ ...nameOf(id), usage: 'invite', phase: 'ended', initiator: 'local' }));
  // A dialog may outlive its call, for the subscription of a REFER in it.
  const others = live
    .filter(({ dialog, call }) => call === undefined && !isAmong(ended, dialog))
    .map(({ dialog }): Candidate => ({ ...nameOf(dialog), usage: 'other', phase: 'confirmed', initiator: 'remote' }));
  return [...calls, ...ended, ...others];
}

function isAmong(dialogs: readonly DialogId[], id: DialogId): boolean {
  return dialogs.some((each) => sameDialog(each, id));
}

function nameOf({ callId, localTag, remoteTag }: DialogId): DialogId {
  return { callId, localTag, remoteTag };
}
