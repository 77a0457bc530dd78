import { judgeReplaces, type Replaceable } from '../dialog/replaces.ts';
import type { IncomingRequest } from '../endpoint.ts';
import type { Core } from './core.ts';
import { IncomingInvite } from './incoming-invite.ts';
import type { CallUsage } from './live-dialog.ts';
import { reply } from './reply.ts';
import { describedIn } from './session-description.ts';

/** Hands a new INVITE to `handler`, unless its Replaces or its body forbid (RFC 3891 3, RFC 3261 8.2.3). */
export function receiveInvite(core: Core, incoming: IncomingRequest, handler: (invite: IncomingInvite) => void): void {
  const replaces = judgeReplaces(incoming.request, replaceable(core));
  if (replaces.kind === 'refuse') {
    reply(incoming, replaces.status, { reason: replaces.reason });
    return;
  }
  const described = describedIn(incoming.request);
  if (described.kind === 'refuse') {
    reply(incoming, described.status, { headers: [['Accept', 'application/sdp']] });
    return;
  }
  const replaced = replaces.kind === 'match' ? replaces.dialog.call : undefined;
  const offer = described.kind === 'sdp' ? described.sdp : undefined;
  handler(new IncomingInvite(core, incoming, { offer, replaced }));
}

function replaceable(core: Core): Array<Replaceable & { call?: CallUsage }> {
  const live = core.dialogs.all().map(({ dialog, call }): Replaceable & { call?: CallUsage } => {
    const { callId, localTag, remoteTag } = dialog;
    const id = { callId, localTag, remoteTag };
    if (call === undefined) return { ...id, usage: 'other', phase: 'confirmed', initiator: 'remote' };
    return { ...id, usage: 'invite', phase: call.phase, initiator: call.initiator, call };
  });
  const ended = core.dialogs
    .ended()
    .filter((id) => core.dialogs.find(id)?.call === undefined)
    .map((id): Replaceable => ({ ...id, usage: 'invite', phase: 'ended', initiator: 'local' }));
  return [...live, ...ended];
}
