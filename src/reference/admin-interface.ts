import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { HttpPlace } from './http-client.ts';

export interface AdminAnswer {
  readonly status: number;
  readonly body: unknown;
}

/** Keyed by method and path, for example `POST /failover`; given the body of the request, and the query of its URL. */
export type AdminRoutes = Readonly<
  Record<string, (body: string, query: URLSearchParams) => AdminAnswer | Promise<AdminAnswer>>
>;

/** No command to a pool is longer, in characters. */
const LONGEST_BODY = 100_000;

export interface Admin {
  readonly port: number;
  close(): Promise<void>;
}

/** The administration of a pool: JSON over HTTP. Rejects when the port is taken. */
export function openAdmin(place: HttpPlace, routes: AdminRoutes): Promise<Admin> {
  const server = createServer({ keepAliveTimeout: 30_000 }, (request, response) => {
    let body = '';
    request.setEncoding('utf8');
    request.on('data', (part: string) => {
      body += part;
      if (body.length > LONGEST_BODY) request.destroy();
    });
    request.on(
      'end',
      () => void answer(request, body, routes).then(({ status, body: told }) => send(response, status, told)),
    );
  });
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(place.port, place.host, () => resolve(admin(server)));
  });
}

async function answer(request: IncomingMessage, body: string, routes: AdminRoutes): Promise<AdminAnswer> {
  const [path = '/', ...query] = (request.url ?? '/').split('?');
  const key = `${request.method} ${path}`;
  const route = Object.hasOwn(routes, key) ? routes[key] : undefined;
  if (route === undefined)
    return { status: 404, body: { error: `no such route: ${key}`, routes: Object.keys(routes) } };
  try {
    return await route(body, new URLSearchParams(query.join('?')));
  } catch (error) {
    return { status: 500, body: { error: String(error) } };
  }
}

function send(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'Content-Type': 'application/json' });
  response.end(`${JSON.stringify(body)}\n`);
}

function admin(server: Server): Admin {
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
