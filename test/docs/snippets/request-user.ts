declare module 'express-serve-static-core' {
  interface Request {
    user?: { readonly id: string; readonly actingFor?: string };
  }
}

declare module 'koa' {
  interface DefaultState {
    user?: { readonly id: string };
  }
}

/** The user whom the tests' requests name in a header. */
export function userOf(header: string | string[] | undefined): { readonly id: string } | undefined {
  return typeof header === 'string' ? { id: header } : undefined;
}
