import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import type { Bench } from '../../phone/bench.ts';

/** An administration over HTTP, which answers as a test says. */
export class WebServer {
  /** `POST /park?slot=100` */
  readonly asked: string[] = [];
  answer: (asked: string) => { readonly status: number; readonly body: string } = () => ({ status: 404, body: '' });
  readonly #server: Server;

  private constructor(server: Server) {
    this.#server = server;
    server.on('request', ({ method, url }, response) => {
      const asked = `${method} ${url}`;
      this.asked.push(asked);
      const { status, body } = this.answer(asked);
      response.writeHead(status, { connection: 'close' }).end(body);
    });
  }

  static async open(bench: Bench): Promise<WebServer> {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    bench.also(async () => {
      server.closeAllConnections();
      server.close();
    });
    return new WebServer(server);
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }
}
