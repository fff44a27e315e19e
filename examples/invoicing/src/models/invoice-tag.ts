import { DataTypes } from 'sequelize';
import type { ForeignKey, InferAttributes, InferCreationAttributes, Model, ModelStatic, Sequelize } from 'sequelize';

/** Which invoice carries which tag. */
export interface InvoiceTag extends Model<InferAttributes<InvoiceTag>, InferCreationAttributes<InvoiceTag>> {
  invoiceId: ForeignKey<number>;
  tagId: ForeignKey<number>;
}

export function defineInvoiceTag(sequelize: Sequelize): ModelStatic<InvoiceTag> {
  return sequelize.define<InvoiceTag>('InvoiceTag', {
    invoiceId: { type: DataTypes.INTEGER, primaryKey: true },
    tagId: { type: DataTypes.INTEGER, primaryKey: true },
  });
}
