import { DataTypes } from 'sequelize';
import type {
  CreationOptional,
  InferAttributes,
  InferCreationAttributes,
  Model,
  ModelStatic,
  Sequelize,
} from 'sequelize';

/** A label that invoices share. */
export interface Tag extends Model<InferAttributes<Tag>, InferCreationAttributes<Tag>> {
  id: CreationOptional<number>;
  name: string;
}

export function defineTag(sequelize: Sequelize): ModelStatic<Tag> {
  return sequelize.define<Tag>('Tag', {
    id: { type: DataTypes.INTEGER, autoIncrement: true, primaryKey: true },
    name: { type: DataTypes.STRING, allowNull: false, unique: true },
  });
}
