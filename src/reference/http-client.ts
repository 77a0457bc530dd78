import { Agent, request } from 'node:http';

/** `closed`: no server listens there, or the connection broke; `silent`: connected, and no answer in time. */
export type HttpOutcome =
  | { readonly kind: 'answer'; readonly status: number; readonly body: string }
  | { readonly kind: 'closed' }
  | { readonly kind: 'silent' };

const LARGEST_ANSWER = 1_000_000;

export interface HttpPlace {
  readonly host: string;
  readonly port: number;
}

/** Asks the administration of a pool. Never rejects. */
export class HttpClient {
  readonly #place: HttpPlace;
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 4 });

  constructor(place: HttpPlace) {
    this.#place = place;
  }

  ask(method: 'GET' | 'POST', path: string, within: number, content = ''): Promise<HttpOutcome> {
    return new Promise((resolve) => {
      const asked = request({ ...this.#place, method, path, agent: this.#agent }, (answer) => {
        let body = '';
        answer.setEncoding('utf8');
        answer.on('data', (part: string) => {
          body += part;
          if (body.length > LARGEST_ANSWER) asked.destroy();
        });
        answer.on('end', () => resolve({ kind: 'answer', status: answer.statusCode ?? 0, body }));
      });
      const timer = setTimeout(() => {
        resolve({ kind: 'silent' });
        asked.destroy();
      }, within);
      asked.on('error', () => resolve({ kind: 'closed' }));
      asked.on('close', () => {
        clearTimeout(timer);
        resolve({ kind: 'closed' });
      });
      asked.end(content);
    });
  }

  close(): void {
    this.#agent.destroy();
  }
}
