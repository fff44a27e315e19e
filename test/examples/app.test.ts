import { serve, type DemoApplication, type Served } from '@auditrail-examples/tour';
import { expect } from 'chai';
import { createTestDatabase, type TestDatabase } from '../postgres-server/test-database.js';
import { webApplications } from './web-applications.js';

for (const { framework, open } of webApplications) {
  describe(`createApp on ${framework}`, () => {
    let database: TestDatabase;
    let application: DemoApplication;
    let served: Served;
    let tokens: { clerk: string; accountant: string; admin: string };
    let ids: { clerk: string; leaver: string };

    before(async () => {
      database = await createTestDatabase('18');
      application = await open(database.connectionString);
      served = await serve(application.listener, 0);
      const { clerk, accountant, admin, leaver } = await application.jobs.seedUsers();
      ids = { clerk: clerk.id, leaver: leaver.id };
      tokens = { clerk: await logIn(clerk), accountant: await logIn(accountant), admin: await logIn(admin) };
    });

    after(async () => {
      await served.close();
      await application.close();
      await database.drop();
    });

    async function logIn(user: { readonly email: string; readonly password: string }): Promise<string> {
      const { body } = await send('POST', '/sessions', undefined, JSON.stringify(user));
      return (body as { readonly token: string }).token;
    }

    async function send(
      method: string,
      path: string,
      token?: string,
      body?: string,
      extraHeaders: Record<string, string> = {},
    ): Promise<{ status: number; body: unknown }> {
      const authorization: Record<string, string> = token === undefined ? {} : { authorization: `Bearer ${token}` };
      const response = await fetch(served.baseUrl + path, {
        method,
        headers: { 'content-type': 'application/json', ...authorization, ...extraHeaders },
        ...(body === undefined ? {} : { body }),
      });
      const text = await response.text();
      return { status: response.status, body: text === '' ? undefined : JSON.parse(text) };
    }

    const json = (value: unknown) => JSON.stringify(value);

    async function createInvoice(number: string): Promise<string> {
      const customer = await send('POST', '/customers', tokens.clerk, json({ name: 'Brunel', city: 'Bremen' }));
      const { id: customerId } = customer.body as { readonly id: number };
      const lines = [{ description: 'Dimes', quantity: 3, unitPrice: '0.10' }];
      const input = json({ customerId, number, dueDate: '2030-01-31', lines, tags: ['shared'] });
      const { body } = await send('POST', '/invoices', tokens.clerk, input);
      return String((body as { readonly id: number }).id);
    }

    it('answers 401 to a request that needs a user and has none', async () => {
      expect(await send('POST', '/customers', undefined, '{}')).to.deep.equal({
        status: 401,
        body: { error: 'NOT_LOGGED_IN' },
      });
    });

    it('answers 401 to a token that nobody has', async () => {
      expect(await send('POST', '/customers', 'made-up', '{}')).to.have.property('status', 401);
    });

    it('answers an unknown e-mail address and a wrong password alike', async () => {
      const { clerk } = await application.jobs.seedUsers();
      const answers = [
        await send('POST', '/sessions', undefined, json({ email: 'nobody@example.com', password: 'x' })),
        await send('POST', '/sessions', undefined, json({ email: clerk.email, password: 'x' })),
      ];
      for (const answer of answers) expect(answer).to.deep.equal({ status: 401, body: { error: 'CREDENTIALS_WRONG' } });
    });

    it('answers 403 to a role that may not', async () => {
      expect(await send('DELETE', '/invoices/1', tokens.clerk)).to.have.property('status', 403);
    });

    for (const id of ['999999', '0', '-1', '1e3', 'abc', '99999999999', '%00']) {
      it(`answers 404 to an invoice ${id}`, async () => {
        expect(await send('GET', `/invoices/${id}`, tokens.clerk)).to.deep.equal({
          status: 404,
          body: { error: 'NOT_FOUND' },
        });
      });
    }

    it('answers 400 to JSON it cannot parse, without quoting it', async () => {
      expect(await send('POST', '/customers', tokens.clerk, '{"name":')).to.deep.equal({
        status: 400,
        body: { error: 'REQUEST_INVALID' },
      });
    });

    it('answers 400 to a body that lacks a field, and names the field', async () => {
      expect(await send('POST', '/customers', tokens.clerk, '{"name":"Brunel"}')).to.deep.equal({
        status: 400,
        body: { error: 'INPUT_INVALID', field: 'city' },
      });
    });

    it('answers 409 to an invoice number that is taken', async () => {
      const id = await createInvoice('TAKEN');
      const invoice = (await send('GET', `/invoices/${id}`, tokens.clerk)).body as { readonly customerId: number };
      const lines = [{ description: 'Dimes', quantity: 3, unitPrice: '0.10' }];
      const input = { customerId: invoice.customerId, number: 'TAKEN', dueDate: '2030-01-31', lines };
      expect(await send('POST', '/invoices', tokens.clerk, json(input))).to.deep.equal({
        status: 409,
        body: { error: 'NUMBER_TAKEN' },
      });
    });

    it('adds lines up exactly', async () => {
      const id = await createInvoice('EXACT');
      expect((await send('GET', `/invoices/${id}`, tokens.clerk)).body).to.include({ total: '0.30', status: 'draft' });
    });

    it('stores the largest invoice that it accepts', async () => {
      const customer = await send('POST', '/customers', tokens.clerk, json({ name: 'Brunel', city: 'Bremen' }));
      const { id: customerId } = customer.body as { readonly id: number };
      const lines = Array(100).fill({ description: 'Bridge', quantity: 1_000, unitPrice: '99999.99' });
      const input = json({ customerId, number: 'LARGE', dueDate: '2030-01-31', lines });
      expect((await send('POST', '/invoices', tokens.clerk, input)).body).to.include({ total: '9999999000.00' });
    });

    it('takes a credit off the total', async () => {
      const id = await createInvoice('CREDIT');
      const credit = json({ amount: '0.1', reason: 'goodwill' });
      expect((await send('POST', `/invoices/${id}/credit`, tokens.accountant, credit)).body).to.include({
        total: '0.20',
      });
    });

    it('leaves nothing of a credit above the total', async () => {
      const id = await createInvoice('TOO-MUCH');
      const credit = json({ amount: '0.31', reason: 'goodwill' });
      expect(await send('POST', `/invoices/${id}/credit`, tokens.accountant, credit)).to.have.property('status', 422);
      const { lines } = (await send('GET', `/invoices/${id}`, tokens.clerk)).body as { readonly lines: unknown[] };
      expect(lines).to.have.lengthOf(1);
    });

    it('sends an invoice once', async () => {
      const id = await createInvoice('ONCE');
      expect(await send('POST', `/invoices/${id}/send`, tokens.accountant)).to.have.property('status', 200);
      expect(await send('POST', `/invoices/${id}/send`, tokens.accountant)).to.deep.equal({
        status: 409,
        body: { error: 'INVOICE_NOT_DRAFT' },
      });
    });

    it('deletes an invoice with its lines', async () => {
      const id = await createInvoice('DELETE');
      expect(await send('DELETE', `/invoices/${id}`, tokens.accountant)).to.have.property('status', 204);
      expect(await send('GET', `/invoices/${id}`, tokens.accountant)).to.have.property('status', 404);
    });

    it('lets administrators read the audit trail, and records that', async () => {
      const first = await send('GET', '/audit-events', tokens.admin);
      expect(first.body).to.have.property('events').that.is.an('array').with.lengthOf(20);
      const { body } = await send('GET', '/audit-events?resource=audit-log', tokens.admin);
      expect(
        (body as { readonly events: readonly { action: string }[] }).events.map(({ action }) => action),
      ).to.deep.equal(['audit.read']);
    });

    it('lets nobody else read it', async () => {
      expect(await send('GET', '/audit-events', tokens.accountant)).to.have.property('status', 403);
    });

    it('lets an administrator who acts as a clerk do what clerks may, and no more', async () => {
      const actAs = { 'act-as': ids.clerk };
      expect(await send('GET', '/customers/1', tokens.admin, undefined, actAs)).to.have.property('status', 200);
      expect(await send('DELETE', '/invoices/1', tokens.admin, undefined, actAs)).to.have.property('status', 403);
    });

    it('logs out an administrator who acts as a clerk, not the clerk', async () => {
      const { admin } = await application.jobs.seedUsers();
      const token = await logIn(admin);
      const actAs = { 'act-as': ids.clerk };
      expect(await send('DELETE', '/sessions/current', token, undefined, actAs)).to.have.property('status', 204);
      expect(await send('GET', '/customers/1', token)).to.have.property('status', 401);
      expect(await send('GET', '/customers/1', tokens.clerk)).to.have.property('status', 200);
    });

    it('lets nobody act as a user who is suspended', async () => {
      await send('POST', `/users/${ids.leaver}/suspend`, tokens.admin, json({ reason: 'left' }));
      const actAs = { 'act-as': ids.leaver };
      expect(await send('GET', '/customers/1', tokens.admin, undefined, actAs)).to.have.property('status', 403);
    });

    for (const id of ['0', '999999999', '9999999999', '1 OR 1=1', '']) {
      it(`lets nobody act as user "${id}"`, async () => {
        const actAs = { 'act-as': id };
        expect(await send('GET', '/customers/1', tokens.admin, undefined, actAs)).to.have.property('status', 403);
      });
    }

    it('takes a payment of an invoice that was sent, once', async () => {
      const id = await createInvoice('PAID');
      expect(await send('POST', `/invoices/${id}/pay`, tokens.clerk)).to.have.property('status', 409);
      await send('POST', `/invoices/${id}/send`, tokens.accountant);
      expect((await send('POST', `/invoices/${id}/pay`, tokens.clerk)).body).to.include({ status: 'paid' });
      expect(await send('POST', `/invoices/${id}/pay`, tokens.clerk)).to.have.property('status', 409);
    });

    it('answers 400 to a cursor it did not give out', async () => {
      expect(await send('GET', '/audit-events?cursor=x', tokens.admin)).to.deep.equal({
        status: 400,
        body: { error: 'CURSOR_INVALID' },
      });
    });
  });
}
