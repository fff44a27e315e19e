import { randomBytes } from 'node:crypto';
import type { StoredEvent } from '@auditrail/core';
import { checkClaim, type Verdict } from './claim.js';
import type { Scene } from './scene.js';
import * as customers from './scenes/customer-scenes.js';
import * as invoices from './scenes/invoice-scenes.js';
import * as payments from './scenes/payment-scenes.js';
import { readInPages } from './scenes/trail-scenes.js';
import * as users from './scenes/user-scenes.js';
import { collectSecrets, searchSecrets } from './secrets.js';
import { createStage, type TourJobs, type Visitors } from './stage.js';
import { judgeTampering, tamperWithLog, type Tampering } from './tamper.js';
import { NewEvents, type ReadableTrail } from './trail/trail-reader.js';
import { Visitor } from './visitor.js';

export interface TourOptions {
  /** Where the application serves: `http://127.0.0.1:8080`. */
  readonly baseUrl: string;
  readonly audit: ReadableTrail;
  readonly jobs: TourJobs;
  /** The database of the application and its log. */
  readonly connectionString: string;
}

/** A scene after it was played. */
export interface PlayedScene {
  readonly title: string;
  readonly offstage: boolean;
  readonly events: readonly StoredEvent[];
  readonly verdicts: readonly Verdict[];
}

export interface TourReport {
  readonly scenes: readonly PlayedScene[];
  readonly tamperings: readonly Tampering[];
  readonly secretSearch: Verdict;
  /** For those who want to go on by hand. */
  readonly tokens: { readonly clerk: string; readonly admin: string };
}

/** Plays a working day in an invoicing application over HTTP and checks what the audit trail says about it. */
export async function runTour({ baseUrl, audit, jobs, connectionString }: TourOptions): Promise<TourReport> {
  let requestCount = 0;
  const visitorAt = (address: string) => new Visitor({ baseUrl, address, onRequest: () => (requestCount += 1) });
  const visitors: Visitors = {
    stranger: visitorAt('198.51.100.77'),
    clerk: visitorAt('192.0.2.10'),
    accountant: visitorAt('2001:db8::20'),
    admin: visitorAt('203.0.113.5'),
    leaver: visitorAt('192.0.2.11'),
  };
  const stage = createStage(visitors, jobs);
  const newEvents = new NewEvents(audit);
  const scenes: PlayedScene[] = [];

  const play = async <Value>({ title, offstage = false, play }: Scene<Value>): Promise<Value> => {
    requestCount = 0;
    const { value, claims } = await play();
    const events = await newEvents.take(requestCount);
    scenes.push({ title, offstage, events, verdicts: claims.map((claim) => checkClaim(claim, events)) });
    return value;
  };

  const people = await play(users.seedUsers(stage));
  const guess = randomBytes(9).toString('base64url');
  await play(users.failToLogIn(stage, people.admin, guess));
  await play(users.logIn(stage, people));
  const secrets = [guess, ...(await collectSecrets(connectionString, stage, people))];
  const tokens = { clerk: visitors.clerk.token ?? '', admin: visitors.admin.token ?? '' };

  const customer = await play(customers.createCustomer(stage, people.clerk));
  await play(customers.renameCustomer(stage, customer));
  const unreachable = await play(customers.importCustomers(stage));
  const invoice = await play(invoices.createInvoice(stage, customer));
  await play(invoices.sendInvoice(stage, invoice));
  await play(invoices.failToSend(stage, unreachable));
  const unpaid = await play(payments.createUnpaidInvoices(stage, customer));
  await play(payments.markOverdue(stage, unpaid, people.accountant));
  await play(payments.watchPayment(stage, unpaid[0] ?? '', people));
  await play(invoices.correctDueDate(stage, invoice, customer));
  await play(payments.runNightlyJob(stage, invoice));
  await play(invoices.creditTooMuch(stage, invoice));
  await play(invoices.deleteDenied(stage, invoice, people.clerk));
  await play(invoices.deleteInvoice(stage, invoice));
  await play(users.actAs(stage, people, customer));
  await play(customers.viewCustomer(stage, customer, people.accountant));
  await play(customers.exportCustomer(stage, customer));
  await play(users.suspend(stage, people.leaver));
  await play(users.logOut(visitors.accountant));
  await play(readInPages(stage, people.clerk, eventsOf(scenes)));

  const events = eventsOf(scenes);
  return {
    scenes,
    tamperings: await tamperWithLog(connectionString, events[0]?.id ?? ''),
    secretSearch: searchSecrets(secrets, events),
    tokens,
  };
}

function eventsOf(scenes: readonly PlayedScene[]): readonly StoredEvent[] {
  return scenes.flatMap(({ events }) => events);
}

/** Every promise of a tour, checked. */
export function verdictsOf({ scenes, tamperings, secretSearch }: TourReport): readonly Verdict[] {
  return [...scenes.flatMap(({ verdicts }) => verdicts), ...tamperings.map(judgeTampering), secretSearch];
}
