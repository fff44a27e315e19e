import { DataTypes } from 'sequelize';
import type {
  CreationOptional,
  ForeignKey,
  InferAttributes,
  InferCreationAttributes,
  Model,
  ModelStatic,
  Sequelize,
} from 'sequelize';

/** One position of an invoice. A credit is a line with a negative price. */
export interface InvoiceLine extends Model<InferAttributes<InvoiceLine>, InferCreationAttributes<InvoiceLine>> {
  id: CreationOptional<number>;
  description: string;
  quantity: number;
  unitPrice: string;
  invoiceId: ForeignKey<number>;
}

export function defineInvoiceLine(sequelize: Sequelize): ModelStatic<InvoiceLine> {
  return sequelize.define<InvoiceLine>('InvoiceLine', {
    id: { type: DataTypes.INTEGER, autoIncrement: true, primaryKey: true },
    description: { type: DataTypes.STRING, allowNull: false },
    quantity: { type: DataTypes.INTEGER, allowNull: false },
    unitPrice: { type: DataTypes.DECIMAL(12, 2), allowNull: false },
    invoiceId: { type: DataTypes.INTEGER, allowNull: false },
  });
}
