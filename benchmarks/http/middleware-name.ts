/** What a request passes before it reaches the application; the first one is the baseline. */
export const middlewareNames = [
  'no-op middleware',
  'AsyncLocalStorage',
  'cls-hooked',
  'auditrail, context only',
  'auditrail, event to memory',
  'auditrail, event to PostgreSQL',
] as const;

export type MiddlewareName = (typeof middlewareNames)[number];

export const frameworkNames = ['Express', 'Koa'] as const;
export type FrameworkName = (typeof frameworkNames)[number];
