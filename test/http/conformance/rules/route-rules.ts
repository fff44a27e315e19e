import { expect } from 'chai';
import type { Capability } from '../framework.js';
import type { Rule } from '../rule.js';

interface RouteCase {
  readonly id: string;
  readonly title: string;
  readonly path: string;
  /** With its method. */
  readonly route: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly status?: number;
  readonly needs?: Capability;
}

const cases: readonly RouteCase[] = [
  { id: 'route.pattern', title: 'is a pattern', path: '/items/SECRET', route: 'POST /items/:id' },
  {
    id: 'route.nested',
    title: 'is the pattern of all routers, with their parameters',
    path: '/reset/SECRET/x/SECRET/confirm',
    route: 'POST /reset/:token/x/:step/confirm',
  },
  {
    id: 'route.encoded',
    title: 'shows parameters whose values are encoded by their names',
    path: '/reset/SECRET%2Fa%20b%C3%A9/x/confirm/confirm',
    route: 'POST /reset/:token/x/:step/confirm',
  },
  {
    id: 'route.thrown',
    title: 'survives an error in a nested router',
    path: '/reset/SECRET/x/SECRET/fail',
    route: 'POST /reset/:token/x/:step/fail',
    status: 500,
  },
  {
    id: 'route.denied',
    title: 'survives a denial in a nested router',
    path: '/reset/SECRET/x/SECRET/deny',
    route: 'POST /reset/:token/x/:step/deny',
    status: 403,
  },
  {
    id: 'route.denied-early',
    title: 'is a star when middleware denies the request before every router',
    path: '/reset/SECRET/confirm',
    route: 'POST *',
    headers: { 'x-user': 'nobody' },
    status: 401,
  },
  {
    id: 'route.denied-by-router',
    title: 'is known when middleware of the router denies the request',
    path: '/reset/SECRET/guarded/confirm',
    route: 'POST /reset/:token/guarded/confirm',
    status: 403,
    needs: 'route-before-middleware',
  },
  { id: 'route.none', title: 'is a star when nothing matches', path: '/reset/SECRET', route: 'POST *', status: 404 },
  {
    id: 'route.mounted-application',
    title: 'includes the mounts of applications, with their parameters',
    path: '/app/SECRET/end/SECRET',
    route: 'POST /app/:key/end/:id',
    needs: 'mounted-applications',
  },
];

export const routeRules: readonly Rule[] = cases.map(
  ({ id, title, path, route, headers = {}, status = 201, needs }) => ({
    id,
    title: `the recorded route ${title}`,
    ...(needs !== undefined && { needs }),
    async check({ start }) {
      const { send, events } = await start();
      expect((await send(path, { headers })).status).to.equal(status);
      const [event] = await events(1);
      expect(event).to.nested.include({ 'resource.id': route, 'metadata.status': status });
      expect(event?.request?.route).to.equal(route === 'POST *' ? undefined : route.slice('POST '.length));
    },
  }),
);
