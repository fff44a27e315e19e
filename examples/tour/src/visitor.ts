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
  /** Called before each request that leaves a request event: reading leaves none. */
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
    return this.#send(method, path, body, {});
  }

  /** Sends this text in X-Forwarded-For; the proxy appends the real address, as proxies do. */
  sendForged(forwardedFor: string, method: string, path: string, body?: object): Promise<Answer> {
    return this.#send(method, path, body, { 'x-forwarded-for': `${forwardedFor}, ${this.address}` });
  }

  /** Asks to be taken for another user. */
  sendAs(userId: string, method: string, path: string, body?: object): Promise<Answer> {
    return this.#send(method, path, body, { 'act-as': userId });
  }

  async #send(
    method: string,
    path: string,
    body: object | undefined,
    extraHeaders: Readonly<Record<string, string>>,
  ): Promise<Answer> {
    if (method !== 'GET') this.#onRequest();
    const headers = {
      'x-forwarded-for': this.address,
      'content-type': 'application/json',
      ...(this.token === undefined ? {} : { authorization: `Bearer ${this.token}` }),
      ...extraHeaders,
    };
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

/** The body of a good answer; throws when the answer is another. */
export function bodyOf({ status, body }: Answer): unknown {
  if (status >= 300) throw new Error(`The API answered ${String(status)}.`);
  return body;
}

/** A property of a good answer's body, such as the id of what was created. */
export function answered(answer: Answer, property: string): string {
  const value = (bodyOf(answer) as Readonly<Record<string, unknown>> | undefined)?.[property];
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return String(value);
  throw new Error(`The API answered without "${property}".`);
}
