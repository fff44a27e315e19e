import { claim } from '../claim.js';
import type { Scene } from '../scene.js';
import type { Stage, TourUser, TourUsers } from '../stage.js';
import { changedExactly, consistOf, dropped, masked, only, shareTransaction } from '../trail/event-questions.js';
import { answered, type Visitor } from '../visitor.js';

/** A background job creates the users. */
export function seedUsers({ jobs }: Stage): Scene<TourUsers> {
  return {
    title: 'A job without a request creates four users',
    play: async () => ({
      value: await jobs.seedUsers(),
      claims: [
        claim(
          'four users were created, by the job and nobody else',
          (events) =>
            events.length === 4 &&
            events.every((event) => event.action === 'user.create' && event.actor.type === 'system'),
        ),
        claim('password hashes are named but not there, e-mail addresses are masked', (events) =>
          events.every((event) => dropped(event, 'passwordHash') && masked(event, 'email')),
        ),
      ],
    }),
  };
}

/** Somebody tries to get in. */
export function failToLogIn({ visitors }: Stage, target: TourUser, password: string): Scene<void> {
  return {
    title: 'A stranger guesses a password',
    play: async () => {
      const { status } = await visitors.stranger.send('POST', '/sessions', { email: target.email, password });
      return {
        value: undefined,
        claims: [
          claim('the guess was refused with 401', () => status === 401),
          claim('the failure, its reason and the user aimed at are on record', (events) => {
            const { outcome, reason, subject } = only(events, 'user.login');
            return outcome === 'failure' && reason === 'wrong password' && subject?.id === target.id;
          }),
          claim(`it was nobody known, at ${visitors.stranger.address}`, (events) =>
            events.every(
              ({ actor, request }) => actor.type === 'anonymous' && request?.ip === visitors.stranger.address,
            ),
          ),
          claim('the request counts as denied', (events) => only(events, 'http.request').outcome === 'denied'),
        ],
      };
    },
  };
}

/** Everybody logs in, each from an address of their own. */
export function logIn({ visitors }: Stage, users: TourUsers): Scene<void> {
  const roles = ['clerk', 'accountant', 'admin', 'leaver'] as const;
  return {
    title: 'The users log in, each from another address',
    play: async () => {
      for (const role of roles) {
        const { email, password } = users[role];
        const answer = await visitors[role].send('POST', '/sessions', { email, password });
        visitors[role].token = answered(answer, 'token');
      }
      return {
        value: undefined,
        claims: [
          claim('every event of a login names the right user and address', (events) =>
            roles.every((role) => {
              const own = events.filter(({ actor }) => actor.id === users[role].id);
              return (
                own.every(({ request }) => request?.ip === visitors[role].address) &&
                consistOf(own, { 'user.login': 1, 'user.update': 1, 'http.request': 1 })
              );
            }),
          ),
          claim('login and stored token share one database transaction', (events) =>
            roles.every((role) => {
              const own = events.filter(({ actor }) => actor.id === users[role].id);
              return shareTransaction([only(own, 'user.login'), only(own, 'user.update')]);
            }),
          ),
          claim('the hashes of the tokens are named but not there', (events) =>
            events.filter(({ action }) => action === 'user.update').every((event) => dropped(event, 'apiTokenHash')),
          ),
        ],
      };
    },
  };
}

/** An administrator ends somebody's access. */
export function suspend({ visitors }: Stage, leaver: TourUser): Scene<void> {
  return {
    title: 'The administrator suspends a user, whose token is refused from then on',
    play: async () => {
      const reason = 'left the company';
      await visitors.admin.send('POST', `/users/${leaver.id}/suspend`, { reason });
      const { status } = await visitors.leaver.send('DELETE', '/sessions/current');
      return {
        value: undefined,
        claims: [
          claim('who was suspended, and why, is on record', (events) => {
            const event = only(events, 'user.update');
            return (
              event.reason === reason &&
              event.subject?.id === leaver.id &&
              changedExactly(event, { suspended: { old: false, new: true } })
            );
          }),
          claim('the token was refused with 401, its bearer is nobody any more', (events) => {
            const refused = events.at(-1);
            return status === 401 && refused?.outcome === 'denied' && refused.actor.type === 'anonymous';
          }),
        ],
      };
    },
  };
}

/** An administrator helps a user by acting as that user; the other way round it does not work. */
export function actAs({ visitors }: Stage, { admin, clerk }: TourUsers, customerId: string): Scene<void> {
  return {
    title: 'The administrator acts as the clerk; then the clerk tries to act as the administrator',
    play: async () => {
      const path = `/customers/${customerId}`;
      const changed = await visitors.admin.sendAs(clerk.id, 'PATCH', path, { city: 'Bremerhaven' });
      const refused = await visitors.clerk.sendAs(admin.id, 'PATCH', path, { city: 'Berlin' });
      return {
        value: undefined,
        claims: [
          claim('both identities are on record: who did it, and on whose behalf', (events) => {
            const own = events.filter(({ actor }) => actor.id === admin.id);
            return (
              changed.status === 200 &&
              consistOf(own, { 'customer.update': 1, 'http.request': 1 }) &&
              own.every(({ actor }) => actor.onBehalfOf?.id === clerk.id)
            );
          }),
          claim('the clerk was refused with 403, and is on record as the clerk alone', (events) => {
            const last = events.at(-1);
            return (
              refused.status === 403 &&
              events.length === 3 &&
              last?.outcome === 'denied' &&
              last.actor.id === clerk.id &&
              last.actor.onBehalfOf === undefined
            );
          }),
        ],
      };
    },
  };
}

/** Somebody logs out. */
export function logOut(visitor: Visitor): Scene<void> {
  return {
    title: 'The accountant logs out',
    play: async () => {
      const { status } = await visitor.send('DELETE', '/sessions/current');
      visitor.token = undefined;
      return {
        value: undefined,
        claims: [
          claim(
            'the token is gone and the logout is on record',
            (events) => status === 204 && consistOf(events, { 'user.update': 1, 'user.logout': 1, 'http.request': 1 }),
          ),
        ],
      };
    },
  };
}
