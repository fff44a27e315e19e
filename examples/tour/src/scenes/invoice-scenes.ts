import { isDeepStrictEqual } from 'node:util';
import { claim } from '../claim.js';
import type { Scene } from '../scene.js';
import type { Stage, TourUser } from '../stage.js';
import { changedExactly, consistOf, metadatumOf, only, shareTransaction } from '../trail/event-questions.js';
import { answered } from '../visitor.js';
import { billSupport } from './bill-support.js';
import { unreachableName } from './customer-scenes.js';

export function createInvoice({ visitors, suffix, nextMonth }: Stage, customerId: string): Scene<string> {
  return {
    title: 'The clerk creates an invoice with two lines and two tags',
    play: async () => {
      const answer = await visitors.clerk.send('POST', '/invoices', {
        customerId: Number(customerId),
        number: `INV-${suffix}-1`,
        dueDate: nextMonth,
        lines: [
          { description: 'Consulting', quantity: 3, unitPrice: '120.00' },
          { description: 'Travel', quantity: 1, unitPrice: '49.90' },
        ],
        tags: [`consulting-${suffix}`, `bremen-${suffix}`],
      });
      return {
        value: answered(answer, 'id'),
        claims: [
          claim('every row is on record: invoice, lines, tags, and which tags the invoice has', (events) =>
            consistOf(events, {
              'invoice.create': 1,
              'invoiceLine.create': 2,
              'tag.create': 2,
              'invoiceTag.create': 2,
              'http.request': 1,
            }),
          ),
          claim('all seven in the database transaction that wrote the rows', (events) => {
            const rows = events.filter(({ source }) => source === 'sequelize');
            return rows.length === 7 && shareTransaction(rows);
          }),
          claim(
            'the total is exact: 409.90',
            (events) => only(events, 'invoice.create').changes?.['total']?.new === '409.90',
          ),
        ],
      };
    },
  };
}

export function sendInvoice({ visitors }: Stage, id: string): Scene<void> {
  return {
    title: 'The accountant sends it',
    play: async () => {
      await visitors.accountant.send('POST', `/invoices/${id}/send`);
      return {
        value: undefined,
        claims: [
          claim('that it was tried is on record before the outcome, which refers to it', (events) => {
            const [attempt, outcome] = events.filter(({ action }) => action === 'invoice.send');
            return (
              attempt?.outcome === 'attempted' && outcome?.outcome === 'success' && outcome.causedBy === attempt.id
            );
          }),
          claim('status: draft → sent', (events) =>
            changedExactly(only(events, 'invoice.update'), { status: { old: 'draft', new: 'sent' } }),
          ),
        ],
      };
    },
  };
}

export function failToSend({ visitors, suffix, nextMonth }: Stage, customerId: string): Scene<void> {
  return {
    title: 'An invoice for a city that no mail reaches: sending it fails half-way',
    play: async () => {
      const id = await billSupport(visitors.clerk, { customerId, number: `INV-${suffix}-2`, dueDate: nextMonth });
      const { status } = await visitors.accountant.send('POST', `/invoices/${id}/send`);
      return {
        value: undefined,
        claims: [
          claim('the status was rolled back; the attempt and its failure stay on record', (events) => {
            const [attempt, outcome] = events.filter(({ action }) => action === 'invoice.send');
            return (
              status === 502 &&
              consistOf(events, {
                'invoice.create': 1,
                'invoiceLine.create': 1,
                'invoice.send': 2,
                'http.request': 2,
              }) &&
              attempt?.outcome === 'attempted' &&
              outcome?.outcome === 'failure' &&
              outcome.causedBy === attempt.id
            );
          }),
          claim('with the kind of the error, but not its message, which names the customer', (events) => {
            const errors = events.flatMap((event) => metadatumOf(event, 'error') ?? []);
            return (
              isDeepStrictEqual(errors, [{ name: 'InvoicingError', code: 'DELIVERY_FAILED' }]) &&
              !JSON.stringify(events).includes(unreachableName)
            );
          }),
        ],
      };
    },
  };
}

export function correctDueDate({ visitors, nextMonth, yesterday }: Stage, id: string, customerId: string): Scene<void> {
  const reason = 'wrong month';
  return {
    title: 'The accountant corrects a due date, and says why',
    play: async () => {
      await visitors.accountant.send('PATCH', `/invoices/${id}`, { dueDate: yesterday, reason });
      return {
        value: undefined,
        claims: [
          claim('what changed, why, and whose data it is', (events) => {
            const event = only(events, 'invoice.update');
            return (
              event.reason === reason &&
              event.subject?.type === 'customer' &&
              event.subject.id === customerId &&
              changedExactly(event, { dueDate: { old: nextMonth, new: yesterday } })
            );
          }),
        ],
      };
    },
  };
}

export function creditTooMuch({ visitors }: Stage, id: string): Scene<void> {
  return {
    title: 'The accountant credits more than the total: the transaction fails half-way and is rolled back',
    play: async () => {
      const credit = { amount: '1000.00', reason: 'goodwill' };
      const { status } = await visitors.accountant.send('POST', `/invoices/${id}/credit`, credit);
      return {
        value: undefined,
        claims: [
          claim('the application answered 422', () => status === 422),
          claim(
            'what was undone leaves no change on record, that it was tried does',
            (events) => consistOf(events, { 'http.request': 1 }) && only(events, 'http.request').outcome === 'failure',
          ),
        ],
      };
    },
  };
}

export function deleteDenied({ visitors }: Stage, id: string, clerk: TourUser): Scene<void> {
  return {
    title: 'The clerk tries to delete the invoice, which clerks may not',
    play: async () => {
      const { status } = await visitors.clerk.send('DELETE', `/invoices/${id}`);
      return {
        value: undefined,
        claims: [
          claim('refused with 403; who tried what is on record', (events) => {
            const { actor, outcome, resource } = only(events, 'http.request');
            return (
              status === 403 &&
              events.length === 1 &&
              outcome === 'denied' &&
              actor.id === clerk.id &&
              resource.id === 'DELETE /invoices/:id'
            );
          }),
        ],
      };
    },
  };
}

export function deleteInvoice({ visitors, suffix }: Stage, id: string): Scene<void> {
  return {
    title: 'The accountant deletes it',
    play: async () => {
      await visitors.accountant.send('DELETE', `/invoices/${id}`);
      return {
        value: undefined,
        claims: [
          claim('every deleted row is on record', (events) =>
            consistOf(events, {
              'invoice.delete': 1,
              'invoiceLine.delete': 2,
              'invoiceTag.delete': 2,
              'http.request': 1,
            }),
          ),
          claim('with what was in it', (events) => {
            const { changes } = only(events, 'invoice.delete');
            return changes?.['number']?.old === `INV-${suffix}-1` && changes['status']?.old === 'overdue';
          }),
        ],
      };
    },
  };
}
