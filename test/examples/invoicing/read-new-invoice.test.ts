import { readNewInvoice } from '@auditrail-examples/invoicing';
import { expect } from 'chai';

const line = { description: 'Consulting', quantity: 3, unitPrice: '120.00' };
const invoice = { customerId: 1, number: 'INV-1', dueDate: '2026-12-31', lines: [line], tags: ['urgent'] };

describe('readNewInvoice', () => {
  it('lets through what it names and nothing else', () => {
    const input = { ...invoice, status: 'paid', total: '0.00', lines: [{ ...line, invoiceId: 9 }] };
    expect(readNewInvoice(input)).to.deep.equal(invoice);
  });

  it('needs no tags', () => {
    expect(readNewInvoice({ ...invoice, tags: undefined }).tags).to.deep.equal([]);
  });

  const faults: readonly (readonly [string, string, unknown])[] = [
    ['an empty number', 'number', { ...invoice, number: '' }],
    ['NUL in a number', 'number', { ...invoice, number: 'a\0b' }],
    ['half a character', 'number', { ...invoice, number: '\ud800' }],
    ['a long number', 'number', { ...invoice, number: 'n'.repeat(256) }],
    ['30 February', 'dueDate', { ...invoice, dueDate: '2026-02-30' }],
    ['a date in words', 'dueDate', { ...invoice, dueDate: 'tomorrow' }],
    ['no lines', 'lines', { ...invoice, lines: [] }],
    ['more than a hundred lines', 'lines', { ...invoice, lines: Array(101).fill(line) }],
    ['lines that are no list', 'lines', { ...invoice, lines: 'Consulting' }],
    ['a line that is no object', 'description', { ...invoice, lines: [null] }],
    ['a broken quantity', 'quantity', { ...invoice, lines: [{ ...line, quantity: 1.5 }] }],
    ['a quantity that is text', 'quantity', { ...invoice, lines: [{ ...line, quantity: '3' }] }],
    ['a negative price', 'unitPrice', { ...invoice, lines: [{ ...line, unitPrice: '-1.00' }] }],
    ['tenths of cents', 'unitPrice', { ...invoice, lines: [{ ...line, unitPrice: '1.005' }] }],
    ['a price of nothing', 'unitPrice', { ...invoice, lines: [{ ...line, unitPrice: '0.00' }] }],
    ['a tag that is a number', 'tag', { ...invoice, tags: [1] }],
  ];
  for (const [fault, field, input] of faults) {
    it(`refuses ${fault}, naming ${field}`, () => {
      expect(() => readNewInvoice(input))
        .to.throw()
        .that.includes({ code: 'INPUT_INVALID', field });
    });
  }

  it('refuses a body that is no object', () => {
    expect(() => readNewInvoice(undefined))
      .to.throw()
      .with.property('code', 'INPUT_INVALID');
  });
});
