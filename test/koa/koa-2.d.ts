// The alias under which Koa 2 is installed next to Koa 3; the tests use what both have in common.
declare module 'koa-2' {
  import Koa from 'koa';
  export = Koa;
}
