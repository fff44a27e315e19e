/** An answer of the API. */
export interface Answer {
  readonly status: number;
  /** The parsed JSON body; undefined when there is none. */
  readonly body: unknown;
}

export interface VisitorOptions {
  readonly baseUrl: string;
  /** The client address that the reverse proxy vouches for. */
  readonly address: string;
  /** Called before each request. */
  readonly onRequest: () => void;
}

/** Somebody behind the company's reverse proxy, which is played too: it is on loopback, where the application trusts it. */
export class Visitor {
  readonly address: string;
  /** The bearer token, once logged in. */
  token: string | undefined;
  readonly #baseUrl: string;
  readonly #onRequest: () => void;

  constructor({ baseUrl, address, onRequest }: VisitorOptions) {
    this.address = address;
    this.#baseUrl = baseUrl;
    this.#onRequest = onRequest;
  }

  send(method: string, path: string, body?: object): Promise<Answer> {
    return this.#send(method, path, this.address, body);
  }

  /** Sends this text in X-Forwarded-For; the proxy appends the real address, as proxies do. */
  sendForged(forwardedFor: string, method: string, path: string, body?: object): Promise<Answer> {
    return this.#send(method, path, `${forwardedFor}, ${this.address}`, body);
  }

  async #send(method: string, path: string, forwardedFor: string, body?: object): Promise<Answer> {
    this.#onRequest();
    const headers = new Headers({ 'x-forwarded-for': forwardedFor, 'content-type': 'application/json' });
    if (this.token !== undefined) headers.set('authorization', `Bearer ${this.token}`);
    const response = await fetch(new URL(path, this.#baseUrl), {
      method,
      headers,
      body: body === undefined ? null : JSON.stringify(body),
      signal: AbortSignal.timeout(10_000),
    });
    const text = await response.text();
    return { status: response.status, body: text === '' ? undefined : JSON.parse(text) };
  }
}

/** A property of an answer's body, such as the id of what was created. */
export function answered({ status, body }: Answer, property: string): string {
  const value = (body as Readonly<Record<string, unknown>> | undefined)?.[property];
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return String(value);
  throw new Error(`The API answered ${String(status)} without "${property}".`);
}
