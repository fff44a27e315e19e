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

  const faults: readonly (readonly [string, unknown])[] = [
    ['number', { ...invoice, number: '' }],
    ['number', { ...invoice, number: 'a\0b' }],
    ['number', { ...invoice, number: '\ud800' }],
    ['number', { ...invoice, number: 'n'.repeat(256) }],
    ['dueDate', { ...invoice, dueDate: '2026-02-30' }],
    ['dueDate', { ...invoice, dueDate: 'tomorrow' }],
    ['lines', { ...invoice, lines: [] }],
    ['lines', { ...invoice, lines: 'Consulting' }],
    ['description', { ...invoice, lines: [null] }],
    ['quantity', { ...invoice, lines: [{ ...line, quantity: 1.5 }] }],
    ['quantity', { ...invoice, lines: [{ ...line, quantity: '3' }] }],
    ['unitPrice', { ...invoice, lines: [{ ...line, unitPrice: '-1.00' }] }],
    ['unitPrice', { ...invoice, lines: [{ ...line, unitPrice: '1.005' }] }],
    ['unitPrice', { ...invoice, lines: [{ ...line, unitPrice: '0.00' }] }],
    ['tag', { ...invoice, tags: [1] }],
  ];
  for (const [field, input] of faults) {
    it(`names ${field} as the fault in ${JSON.stringify(input).slice(0, 140)}`, () => {
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
