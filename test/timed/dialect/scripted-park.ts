import { openMediaStream } from '../../../src/media/stream.ts';
import { openEndpoint, type Endpoint } from '../../../src/sip/endpoint.ts';
import { formatDialogInfo, type DialogEntry } from '../../../src/sip/dialog-info.ts';
import { addressOf } from '../../../src/sip/route.ts';
import { audioOf, audioOffer } from '../../../src/sip/sdp.ts';
import type { IncomingRefer } from '../../../src/sip/ua/incoming-refer.ts';
import type { Session } from '../../../src/sip/ua/session.ts';
import { UserAgent } from '../../../src/sip/ua/user-agent.ts';
import { formatUri, parseUri } from '../../../src/sip/uri.ts';
import { voices, type Bench } from '../phone/bench.ts';

const host = '127.0.0.1';

/** A park server of the shape of RFC 5359 2.15, with one orbit, 42. */
export class ScriptedPark {
  readonly endpoint: Endpoint;
  readonly agent: UserAgent;
  /** The parked call. */
  parked: Session | undefined;
  /** The REFERs that came. */
  readonly refers: IncomingRefer[] = [];
  /** What a poll is told instead of the parked call. */
  document: { readonly contentType: string; readonly body: string } | undefined;

  private constructor(endpoint: Endpoint, bench: Bench) {
    this.endpoint = endpoint;
    this.agent = new UserAgent({ endpoint, aor: 'sip:park@park.example', contactUser: '42' });
    endpoint.onRequest = (incoming) => void this.agent.receive(incoming);
    this.agent.onRefer = (refer) => void this.park(refer, bench);
    this.agent.onSubscribe = (subscribe) => {
      const notifier = subscribe.accept(0);
      const { contentType, body } = this.document ?? {
        contentType: 'application/dialog-info+xml',
        body: this.dialogInfo(),
      };
      void notifier.notify({ contentType, body, state: 'terminated', reason: 'timeout' });
    };
    this.agent.onInvite = (invite) => invite.redirect(`<${this.takeoverUri()}>`);
  }

  static async open(bench: Bench): Promise<ScriptedPark> {
    const park = new ScriptedPark(await openEndpoint({ transport: 'udp' }), bench);
    bench.also(async () => {
      await park.agent.close();
      await park.endpoint.close();
    });
    return park;
  }

  /** Takes the parkee over, with music, and tells the parker where the call is. */
  async park(refer: IncomingRefer, bench: Bench): Promise<void> {
    this.refers.push(refer);
    const { uri, replaces = '' } = refer.referTo;
    const notifier = refer.accept(202);
    notifier.trying();
    const music = await openMediaStream({ host, voices, speak: { kind: 'tone', hz: 1750 } });
    bench.also(() => music.close());
    const target = formatUri({ ...uri, headers: [] });
    const result = await this.agent.invite({
      uri: target,
      next: addressOf(uri) ?? this.endpoint.address,
      headers: [
        ['Require', 'replaces'],
        ['Replaces', replaces],
      ],
      sdp: audioOffer({ address: host, port: music.port, sessionId: 1, version: 1, direction: 'sendonly' }),
    }).result;
    if (result.kind !== 'established') {
      notifier.notify(result.kind === 'rejected' ? result.response.status : 408, 'Not Parked');
      return;
    }
    this.parked = result.session;
    const { callId, localTag, remoteTag, remoteSdp } = result.session;
    music.sendTo(remoteSdp && audioOf(remoteSdp));
    notifier.notify(200, 'OK', [
      ['From', `<sip:park@park.example>;tag=${localTag}`],
      ['To', `<${target}>;tag=${remoteTag}`],
      ['Call-ID', callId],
      ['CSeq', '1 INVITE'],
      ['Contact', `<${this.agent.contact}>`],
    ]);
  }

  dialogInfo(more: readonly DialogEntry[] = []): string {
    const parked = this.parked;
    const entry: DialogEntry[] =
      parked === undefined
        ? []
        : [
            {
              id: 'a',
              callId: parked.callId,
              localTag: parked.localTag,
              remoteTag: parked.remoteTag,
              direction: 'initiator',
              state: 'confirmed',
              localTarget: this.agent.contact,
              remoteTarget: parked.remoteTarget,
            },
          ];
    return formatDialogInfo({ version: 1, state: 'full', entity: 'sip:42@park.example', dialogs: [...entry, ...more] });
  }

  /** Contact of the 302: the parkee, with the Replaces as the parkee sees it. */
  takeoverUri(): string {
    const parked = this.parked;
    const uri = parseUri(parked?.remoteTarget ?? '');
    if (parked === undefined || uri === undefined) return 'sip:nobody@127.0.0.1:9';
    return formatUri({ ...uri, headers: [['Replaces', parked.replacesHeader()]] });
  }
}
