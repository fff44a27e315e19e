import Koa3 from 'koa';
import Koa2 from 'koa-2';

/** Every version must obey the same rules. */
export const koaVersions: readonly (readonly [name: string, Application: typeof Koa3])[] = [
  ['Koa 2', Koa2],
  ['Koa 3', Koa3],
];
