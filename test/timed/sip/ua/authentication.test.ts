import { afterEach, describe, expect, test } from '@jest/globals';
import { challenge, type DigestAlgorithm, verify } from '../../../../src/sip/digest.ts';
import type { IncomingRequest } from '../../../../src/sip/endpoint.ts';
import { cseq } from '../../../../src/sip/fields/cseq.ts';
import { header, headerValues } from '../../../../src/sip/message/headers.ts';
import { reply } from '../../../../src/sip/ua/send-response.ts';
import { sdpBody } from '../../../../src/sip/ua/sdp-body.ts';
import { agent, answerTo, closeAll, established, methodsOf, offer, peer, type Peer, statusOf } from './agents.ts';

afterEach(closeAll);

const kinds = {
  401: { challenge: 'WWW-Authenticate', answer: 'Authorization' },
  407: { challenge: 'Proxy-Authenticate', answer: 'Proxy-Authorization' },
} as const;

function challengeWith(
  incoming: IncomingRequest,
  status: 401 | 407,
  parts: {
    nonce?: string;
    realm?: string;
    algorithm?: DigestAlgorithm;
    stale?: boolean;
    before?: readonly string[];
  } = {},
): void {
  const { nonce = 'n1', realm = 'park', algorithm = 'MD5', stale = false, before = [] } = parts;
  const mine = challenge({ realm, nonce, algorithm, qop: 'auth', stale });
  const headers = [...before, mine].map((value) => [kinds[status].challenge, value] as const);
  reply(incoming, status, { headers });
}

function knows(incoming: IncomingRequest, status: 401 | 407, nonce = 'n1', password = 'secret'): boolean {
  const { request } = incoming;
  const credentials = header(request, kinds[status].answer) ?? '';
  return verify(credentials, { method: request.method, password, nonceOk: (value) => value === nonce });
}

async function options(server: Peer, password: string | undefined = 'secret') {
  const alice = await agent('alice', password === undefined ? {} : { password });
  return alice.ua.request({ method: 'OPTIONS', uri: 'sip:park.example', next: server.address });
}

describe.each([401, 407] as const)('a challenge with %i', (status) => {
  test.each(['MD5', 'MD5-sess', 'SHA-256', 'SHA-512-256-sess'] as const)(
    'is answered with %s, a new number and the same Call-ID',
    async (algorithm) => {
      const server = await peer();
      server.onRequest = (incoming) => {
        if (knows(incoming, status)) reply(incoming, 200);
        else challengeWith(incoming, status, { algorithm });
      };
      expect(statusOf(await options(server))).toBe(200);
      const [first, second] = server.requests.map(({ request }) => request);
      expect([cseq(first!)?.seq, cseq(second!)?.seq]).toEqual([1, 2]);
      expect(header(second!, 'Call-ID')).toBe(header(first!, 'Call-ID'));
      expect(header(second!, 'From')).toBe(header(first!, 'From'));
    },
  );

  test('is not answered twice when the password is wrong, even to a new nonce', async () => {
    const server = await peer();
    server.onRequest = (incoming) => challengeWith(incoming, status, { nonce: `n${server.requests.length}` });
    expect(statusOf(await options(server, 'wrong'))).toBe(status);
    expect(server.requests).toHaveLength(2);
  });

  test('is answered again when the nonce was stale, but not for ever', async () => {
    const server = await peer();
    server.onRequest = (incoming) => {
      challengeWith(incoming, status, { nonce: `n${server.requests.length}`, stale: true });
    };
    expect(statusOf(await options(server))).toBe(status);
    expect(server.requests).toHaveLength(5);
  });

  test('is not answered twice with the same nonce', async () => {
    const server = await peer();
    server.onRequest = (incoming) => challengeWith(incoming, status, { stale: true });
    expect(statusOf(await options(server))).toBe(status);
    expect(server.requests).toHaveLength(2);
  });

  test('is the result without a password', async () => {
    const server = await peer();
    server.onRequest = (incoming) => challengeWith(incoming, status);
    const alice = await agent('alice');
    const outcome = await alice.ua.request({ method: 'OPTIONS', uri: 'sip:park.example', next: server.address });
    expect(statusOf(outcome)).toBe(status);
    expect(server.requests).toHaveLength(1);
  });

  test('that offers an unknown algorithm first is answered with one we know', async () => {
    const server = await peer();
    server.onRequest = (incoming) => {
      if (knows(incoming, status)) reply(incoming, 200);
      else challengeWith(incoming, status, { before: ['Digest realm="park", nonce="n0", algorithm=ROT13'] });
    };
    expect(statusOf(await options(server))).toBe(200);
  });
});

test.each([
  [['MD5', 'SHA-256'], 'SHA-256'],
  [['SHA-256', 'SHA-512-256', 'MD5-sess'], 'SHA-512-256'],
  [['SHA-256-sess', 'SHA-256', 'MD5'], 'SHA-256-sess'],
  [['MD5', 'ROT13'], 'MD5'],
])('of the challenges with %j the strongest that we know is answered, of equals the first', async (offered, taken) => {
  const server = await peer();
  server.onRequest = (incoming) => {
    const headers = offered.map(
      (algorithm) =>
        [
          'WWW-Authenticate',
          `Digest realm="park", nonce="n-${algorithm}", algorithm=${algorithm}, qop="auth"`,
        ] as const,
    );
    if (knows(incoming, 401, `n-${taken}`)) reply(incoming, 200);
    else reply(incoming, 401, { headers });
  };
  expect(statusOf(await options(server))).toBe(200);
  expect(header(server.requests[1]!.request, 'Authorization')).toContain(`algorithm=${taken},`);
});

test('of challenges for several realms each is answered, at its strongest', async () => {
  const server = await peer();
  server.onRequest = (incoming) => {
    const lines = ['one MD5', 'two SHA-512-256', 'one SHA-256', 'two MD5'].map((line) => line.split(' '));
    const headers = lines.map(
      ([realm, algorithm]) =>
        ['WWW-Authenticate', `Digest realm="${realm}", nonce="${realm}-${algorithm}", algorithm=${algorithm}`] as const,
    );
    const given = headerValues(incoming.request, 'Authorization').map((value) => /nonce="(.*?)"/.exec(value)?.[1]);
    if (given.join() === 'one-SHA-256,two-SHA-512-256') reply(incoming, 200);
    else reply(incoming, 401, { headers });
  };
  expect(statusOf(await options(server))).toBe(200);
});

test('a proxy and a registrar may both want to know', async () => {
  const server = await peer();
  server.onRequest = (incoming) => {
    if (!knows(incoming, 407, 'proxy')) challengeWith(incoming, 407, { realm: 'proxy', nonce: 'proxy' });
    else if (knows(incoming, 401)) reply(incoming, 200);
    else challengeWith(incoming, 401);
  };
  expect(statusOf(await options(server))).toBe(200);
  expect(server.requests).toHaveLength(3);
});

test('an absurd challenge is the result', async () => {
  const server = await peer();
  server.onRequest = (incoming) => {
    reply(incoming, 401, { headers: [['WWW-Authenticate', 'Digest ,,,="']] });
  };
  expect(statusOf(await options(server))).toBe(401);
});

test('a challenged INVITE is tried again, and its ACK and BYE find the dialog', async () => {
  const alice = await agent('alice', { password: 'secret' });
  const server = await peer();
  server.onRequest = (incoming) => {
    const { method } = incoming.request;
    if (method === 'ACK') return;
    if (!knows(incoming, 407)) challengeWith(incoming, 407);
    else if (method === 'INVITE') {
      const { headers, body } = sdpBody(answerTo(offer()));
      const contact = ['Contact', `<sip:park@127.0.0.1:${server.address.port}>`] as const;
      reply(incoming, 200, { headers: [contact, ...headers], body });
    } else reply(incoming, 200);
  };
  const invite = alice.ua.invite({ uri: 'sip:101@park.example', next: server.address, sdp: offer() });
  const session = await established(invite.result);
  expect(statusOf(await session.bye())).toBe(200);
  expect(methodsOf(server.requests)).toEqual(['INVITE', 'INVITE', 'ACK', 'BYE', 'BYE']);
  const [, second, ack, bye] = server.requests.map(({ request }) => request);
  expect(header(ack!, 'Proxy-Authorization')).toBe(header(second!, 'Proxy-Authorization'));
  expect([second, ack, bye].map((request) => cseq(request!)?.seq)).toEqual([2, 2, 3]);
});

test('a challenge after CANCEL is not answered', async () => {
  const alice = await agent('alice', { password: 'secret' });
  const server = await peer();
  server.onRequest = () => {};
  const invite = alice.ua.invite({ uri: 'sip:101@park.example', next: server.address, sdp: offer() });
  invite.cancel();
  server.onRequest = (incoming) => challengeWith(incoming, 407);
  expect(statusOf(await invite.result)).toBe(407);
  expect(methodsOf(server.requests)).toEqual(['INVITE']);
});
