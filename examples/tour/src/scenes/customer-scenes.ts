import { isDeepStrictEqual } from 'node:util';
import { claim } from '../claim.js';
import type { Scene } from '../scene.js';
import type { Stage, TourUser } from '../stage.js';
import { changedExactly, consistOf, metadatumOf, only, shareTransaction } from '../trail/event-questions.js';
import { answered, bodyOf } from '../visitor.js';

/** The customer's name before it is changed. */
export const customerName = 'Brunel & Söhne';

/** Text that would clear the screen of whoever prints it carelessly. */
export const hostileName = 'Brunel \u001b[2J& Söhne';

/** A customer in a city that no mail reaches. */
export const unreachableName = 'Nemo Deep';

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
            const request = only(events, 'http.request');
            return (
              request.resource.id === 'POST /customers' &&
              metadatumOf(request, 'status') === 201 &&
              request.outcome === 'success'
            );
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

/** A list comes in twice: the first time its last entry is wrong. */
export function importCustomers({ visitors }: Stage): Scene<string> {
  return {
    title: 'The clerk imports three customers; the third has no city, then the list is corrected',
    play: async () => {
      const list = [
        { name: 'Ada Mills', city: 'York' },
        { name: 'Otto Lamp', city: 'Kiel' },
        { name: unreachableName },
      ];
      const refused = await visitors.clerk.send('POST', '/customers/import', { customers: list });
      const corrected = list.map((customer) => ({ city: 'Atlantis', ...customer }));
      const answer = await visitors.clerk.send('POST', '/customers/import', { customers: corrected });
      const { customers } = bodyOf(answer) as { readonly customers: readonly { readonly id: number }[] };
      return {
        value: String(customers.at(-1)?.id),
        claims: [
          claim(
            'of the refused list nothing was created, and no creation is on record: only that it was tried',
            (events) =>
              refused.status === 400 &&
              consistOf(events, { 'customer.create': 3, 'customer.import': 1, 'http.request': 2 }) &&
              events[0]?.action === 'http.request' &&
              events[0].outcome === 'failure',
          ),
          claim('the three rows and the import share one database transaction', (events) =>
            shareTransaction(events.filter(({ action }) => action.startsWith('customer.'))),
          ),
        ],
      };
    },
  };
}

/** Nothing changes, so no write is captured: the application says itself that somebody looked. */
export function viewCustomer({ visitors }: Stage, id: string, accountant: TourUser): Scene<void> {
  return {
    title: "The accountant looks at the customer's personal data",
    play: async () => {
      const { status } = await visitors.accountant.send('GET', `/customers/${id}`);
      return {
        value: undefined,
        claims: [
          claim('who looked at whose data is on record', (events) => {
            const { actor, subject } = only(events, 'customer.view');
            return status === 200 && events.length === 1 && actor.id === accountant.id && subject?.id === id;
          }),
        ],
      };
    },
  };
}

/** What the customer may ask for. */
export function exportCustomer({ visitors }: Stage, id: string): Scene<void> {
  const reason = 'the customer asked for it (GDPR, article 15)';
  return {
    title: 'The administrator exports all there is about the customer',
    play: async () => {
      const answer = await visitors.admin.send('POST', `/customers/${id}/export`, { reason });
      const { invoices } = bodyOf(answer) as { readonly invoices: readonly unknown[] };
      return {
        value: undefined,
        claims: [
          claim('whose data it was, why, and how much of it, but not the data', (events) => {
            const event = only(events, 'customer.export');
            return (
              event.subject?.type === 'customer' &&
              event.subject.id === id &&
              event.reason === reason &&
              invoices.length > 0 &&
              isDeepStrictEqual(event.metadata, { invoices: invoices.length })
            );
          }),
        ],
      };
    },
  };
}
