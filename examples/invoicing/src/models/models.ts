import type { ModelStatic, Sequelize } from 'sequelize';
import { defineCustomer, type Customer } from './customer.js';
import { defineInvoice, type Invoice } from './invoice.js';
import { defineInvoiceLine, type InvoiceLine } from './invoice-line.js';
import { defineInvoiceTag, type InvoiceTag } from './invoice-tag.js';
import { defineTag, type Tag } from './tag.js';
import { defineUser, type User } from './user.js';

export interface Models {
  readonly User: ModelStatic<User>;
  readonly Customer: ModelStatic<Customer>;
  readonly Invoice: ModelStatic<Invoice>;
  readonly InvoiceLine: ModelStatic<InvoiceLine>;
  readonly Tag: ModelStatic<Tag>;
  readonly InvoiceTag: ModelStatic<InvoiceTag>;
}

export function defineModels(sequelize: Sequelize): Models {
  const models = {
    User: defineUser(sequelize),
    Customer: defineCustomer(sequelize),
    Invoice: defineInvoice(sequelize),
    InvoiceLine: defineInvoiceLine(sequelize),
    Tag: defineTag(sequelize),
    InvoiceTag: defineInvoiceTag(sequelize),
  };
  associate(models);
  return models;
}

// RESTRICT everywhere: rows that the database removes by itself (ON DELETE CASCADE) are rows that no one is seen deleting.
function associate({ Customer, Invoice, InvoiceLine, Tag, InvoiceTag }: Models): void {
  const onDelete = 'RESTRICT';
  Invoice.belongsTo(Customer, { as: 'customer', foreignKey: 'customerId', onDelete });
  Invoice.hasMany(InvoiceLine, { as: 'lines', foreignKey: 'invoiceId', onDelete });
  Invoice.belongsToMany(Tag, { as: 'tags', through: InvoiceTag, foreignKey: 'invoiceId', onDelete });
  Tag.belongsToMany(Invoice, { as: 'invoices', through: InvoiceTag, foreignKey: 'tagId', onDelete });
}
