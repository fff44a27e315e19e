import { expect } from 'chai';
import { lowerCamelCase } from '#sequelize/model/lower-camel-case.js';

describe('lowerCamelCase', () => {
  for (const [name, expected] of [
    ['Invoice', 'invoice'],
    ['InvoiceLine', 'invoiceLine'],
    ['invoice_line', 'invoiceLine'],
    ['HTTPLog', 'httpLog'],
    ['URL', 'url'],
    ['Überweisung', 'überweisung'],
    ['user', 'user'],
  ] as const) {
    it(`spells ${name} as ${expected}`, () => expect(lowerCamelCase(name)).to.equal(expected));
  }
});
