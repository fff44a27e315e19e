import { claim } from '../claim.js';
import type { Scene } from '../scene.js';
import type { Stage, TourUser } from '../stage.js';
import { changedExactly, consistOf, only } from '../trail/event-questions.js';
import { answered } from '../visitor.js';

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
            const transactions = new Set(rows.map(({ transactionId }) => transactionId));
            return rows.length === 7 && transactions.size === 1 && !transactions.has(undefined);
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

export function createUnpaidInvoices(
  { visitors, suffix, yesterday }: Stage,
  customerId: string,
): Scene<readonly string[]> {
  return {
    title: 'Two more invoices are created and sent; both should have been paid by yesterday',
    offstage: true,
    play: async () => {
      const ids: string[] = [];
      for (const sequence of ['2', '3']) {
        const answer = await visitors.clerk.send('POST', '/invoices', {
          customerId: Number(customerId),
          number: `INV-${suffix}-${sequence}`,
          dueDate: yesterday,
          lines: [{ description: 'Support', quantity: 1, unitPrice: '75.00' }],
        });
        const id = answered(answer, 'id');
        await visitors.accountant.send('POST', `/invoices/${id}/send`);
        ids.push(id);
      }
      return { value: ids, claims: [claim('all of it is on record', (events) => events.length === 14)] };
    },
  };
}

export function markOverdue({ visitors }: Stage, ids: readonly string[], accountant: TourUser): Scene<void> {
  return {
    title: 'The accountant marks all overdue invoices by one UPDATE statement',
    play: async () => {
      await visitors.accountant.send('POST', '/invoices/overdue');
      return {
        value: undefined,
        claims: [
          claim('both rows are on record, each with its old and new status', (events) =>
            ids.every((id) => {
              const event = only(
                events.filter(({ resource }) => resource.id === id),
                'invoice.update',
              );
              return (
                event.actor.id === accountant.id && changedExactly(event, { status: { old: 'sent', new: 'overdue' } })
              );
            }),
          ),
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

export function runNightlyJob({ jobs }: Stage, id: string): Scene<void> {
  return {
    title: 'At night a job marks what has become overdue',
    play: async () => {
      await jobs.runOverdueJob();
      return {
        value: undefined,
        claims: [
          claim('the job is the actor, and no request or address is made up for it', (events) => {
            const { actor, request } = only(
              events.filter(({ resource }) => resource.id === id),
              'invoice.update',
            );
            return actor.type === 'system' && actor.id === 'overdue-invoices' && request === undefined;
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
