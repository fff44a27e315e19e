import { claim } from '../claim.js';
import type { Scene } from '../scene.js';
import type { Stage, TourUser } from '../stage.js';
import { changedExactly, consistOf, only } from '../trail/event-questions.js';
import { answered } from '../visitor.js';

/** The customer's name before it is changed. */
export const customerName = 'Brunel & Söhne';

/** Text that would clear the screen of whoever prints it carelessly. */
export const hostileName = 'Brunel \u001b[2J& Söhne';

export function createCustomer({ visitors }: Stage, clerk: TourUser): Scene<string> {
  return {
    title: 'The clerk creates a customer',
    play: async () => {
      const answer = await visitors.clerk.send('POST', '/customers', { name: customerName, city: 'Bremen' });
      const id = answered(answer, 'id');
      return {
        value: id,
        claims: [
          claim('who, from where, and all that was written', (events) => {
            const event = only(events, 'customer.create');
            return (
              event.actor.id === clerk.id &&
              event.request?.ip === visitors.clerk.address &&
              event.resource.id === id &&
              event.changes?.['name']?.new === customerName
            );
          }),
          claim('the request is on record with its route and status', (events) => {
            const { resource, metadata, outcome } = only(events, 'http.request');
            const status =
              typeof metadata === 'object' && metadata !== null && 'status' in metadata && metadata['status'];
            return resource.id === 'POST /customers' && status === 201 && outcome === 'success';
          }),
        ],
      };
    },
  };
}

export function renameCustomer({ visitors }: Stage, id: string): Scene<void> {
  const forged = '203.0.113.250';
  return {
    title: `The clerk changes the name, forging X-Forwarded-For: ${forged}`,
    play: async () => {
      await visitors.clerk.sendForged(forged, 'PATCH', `/customers/${id}`, { name: hostileName });
      return {
        value: undefined,
        claims: [
          claim('the old name and the new one, character by character, the terminal code in it too', (events) =>
            changedExactly(only(events, 'customer.update'), { name: { old: customerName, new: hostileName } }),
          ),
          claim(
            `the address is ${visitors.clerk.address}, which the proxy saw, not the forged one`,
            (events) =>
              consistOf(events, { 'customer.update': 1, 'http.request': 1 }) &&
              events.every(({ request }) => request?.ip === visitors.clerk.address),
          ),
        ],
      };
    },
  };
}
