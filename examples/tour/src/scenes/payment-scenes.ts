import { claim } from '../claim.js';
import type { Scene } from '../scene.js';
import type { Stage, TourUser, TourUsers } from '../stage.js';
import { changedExactly, only } from '../trail/event-questions.js';
import { billSupport } from './bill-support.js';

export function createUnpaidInvoices(
  { visitors, suffix, yesterday }: Stage,
  customerId: string,
): Scene<readonly string[]> {
  return {
    title: 'Two more invoices are created and sent; both should have been paid by yesterday',
    offstage: true,
    play: async () => {
      const ids: string[] = [];
      for (const sequence of ['3', '4']) {
        const number = `INV-${suffix}-${sequence}`;
        const id = await billSupport(visitors.clerk, { customerId, number, dueDate: yesterday });
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

/** The accountant asks to be told of a payment, which the clerk notes later. */
export function watchPayment({ visitors }: Stage, id: string, { accountant, clerk }: TourUsers): Scene<void> {
  return {
    title: 'The accountant wants to know when an invoice is paid; the clerk notes the payment',
    play: async () => {
      await visitors.accountant.send('POST', `/invoices/${id}/watch`);
      await visitors.clerk.send('POST', `/invoices/${id}/pay`);
      return {
        value: undefined,
        claims: [
          claim('the clerk is on record for the payment', (events) => {
            const event = only(events, 'invoice.update');
            return event.actor.id === clerk.id && changedExactly(event, { status: { old: 'overdue', new: 'paid' } });
          }),
          claim("the notice is the accountant's, though the clerk's request set it off", (events) => {
            const { actor, request } = only(events, 'invoice.notify');
            const asked = events.find(({ resource }) => resource.id === 'POST /invoices/:id/watch');
            return actor.id === accountant.id && request?.id === asked?.request?.id && request !== undefined;
          }),
        ],
      };
    },
  };
}
