import { DataTypes } from 'sequelize';
import type {
  CreationOptional,
  InferAttributes,
  InferCreationAttributes,
  Model,
  ModelStatic,
  Sequelize,
} from 'sequelize';

/** Somebody who gets invoices. */
export interface Customer extends Model<InferAttributes<Customer>, InferCreationAttributes<Customer>> {
  id: CreationOptional<number>;
  name: string;
  city: string;
}

export function defineCustomer(sequelize: Sequelize): ModelStatic<Customer> {
  return sequelize.define<Customer>('Customer', {
    id: { type: DataTypes.INTEGER, autoIncrement: true, primaryKey: true },
    name: { type: DataTypes.STRING, allowNull: false },
    city: { type: DataTypes.STRING, allowNull: false },
  });
}
