import { DataTypes } from 'sequelize';
import type {
  BelongsToManyAddAssociationsMixin,
  CreationOptional,
  ForeignKey,
  InferAttributes,
  InferCreationAttributes,
  Model,
  ModelStatic,
  NonAttribute,
  Sequelize,
} from 'sequelize';
import type { InvoiceLine } from './invoice-line.js';
import type { Tag } from './tag.js';

export const invoiceStatuses = ['draft', 'sent', 'paid', 'overdue'] as const;

export type InvoiceStatus = (typeof invoiceStatuses)[number];

/** What a customer owes. `total` is decimal text, as PostgreSQL's NUMERIC is read. */
export interface Invoice extends Model<InferAttributes<Invoice>, InferCreationAttributes<Invoice>> {
  id: CreationOptional<number>;
  number: string;
  status: CreationOptional<InvoiceStatus>;
  /** `YYYY-MM-DD`. */
  dueDate: string;
  total: string;
  customerId: ForeignKey<number>;
  lines?: NonAttribute<InvoiceLine[]>;
  tags?: NonAttribute<Tag[]>;
  addTags: BelongsToManyAddAssociationsMixin<Tag, number>;
}

export function defineInvoice(sequelize: Sequelize): ModelStatic<Invoice> {
  return sequelize.define<Invoice>('Invoice', {
    id: { type: DataTypes.INTEGER, autoIncrement: true, primaryKey: true },
    number: { type: DataTypes.STRING, allowNull: false, unique: true },
    status: { type: DataTypes.ENUM(...invoiceStatuses), allowNull: false, defaultValue: 'draft' },
    dueDate: { type: DataTypes.DATEONLY, allowNull: false },
    total: { type: DataTypes.DECIMAL(12, 2), allowNull: false },
    customerId: { type: DataTypes.INTEGER, allowNull: false },
  });
}
