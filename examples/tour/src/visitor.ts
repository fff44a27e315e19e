/** An answer of the API. */
export interface Answer {
  readonly status: number;
  /** The parsed JSON body; undefined when there is none. */
  readonly body: unknown;
}

/** Somebody at a browser behind the company's reverse proxy. */
export interface Visitor {
  /** The client address that the proxy vouches for. */
  readonly address: string;
  /** The bearer token, once logged in. */
  token?: string;
  send(method: string, path: string, body?: object): Promise<Answer>;
  /** Sends with this text in X-Forwarded-For; the proxy appends the real address, as proxies do. */
  sendForged(forwardedFor: string, method: string, path: string, body?: object): Promise<Answer>;
}

export interface VisitorOptions {
  readonly baseUrl: string;
  readonly address: string;
  /** Called before each request. */
  readonly onRequest: () => void;
}

/** Plays both the visitor and the proxy, which on loopback is one the application trusts. */
export function createVisitor({ baseUrl, address, onRequest }: VisitorOptions): Visitor {
  const request = async (visitor: Visitor, method: string, path: string, forwardedFor: string, body?: object) => {
    onRequest();
    const response = await fetch(new URL(path, baseUrl), {
      method,
      headers: {
        'x-forwarded-for': forwardedFor,
        ...(visitor.token === undefined ? {} : { authorization: `Bearer ${visitor.token}` }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(10_000),
    });
    const text = await response.text();
    return { status: response.status, body: text === '' ? undefined : (JSON.parse(text) as unknown) };
  };
  return {
    address,
    send(method, path, body) {
      return request(this, method, path, address, body);
    },
    sendForged(forwardedFor, method, path, body) {
      return request(this, method, path, `${forwardedFor}, ${address}`, body);
    },
  };
}

/** A property of an answer's body, such as the id of what was created. */
export function answered(answer: Answer, property: string): string {
  const body = answer.body as Record<string, unknown> | undefined;
  const value = body?.[property];
  if (value === undefined) throw new Error(`The API answered ${answer.status} without "${property}".`);
  return String(value);
}
