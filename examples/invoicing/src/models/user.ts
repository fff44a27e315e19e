import { DataTypes } from 'sequelize';
import type {
  CreationOptional,
  InferAttributes,
  InferCreationAttributes,
  Model,
  ModelStatic,
  Sequelize,
} from 'sequelize';

export const roles = ['clerk', 'accountant', 'admin'] as const;

export type Role = (typeof roles)[number];

/** Somebody who works with invoices. Passwords and tokens are never stored, only what they are checked against. */
export interface User extends Model<InferAttributes<User>, InferCreationAttributes<User>> {
  id: CreationOptional<number>;
  email: string;
  name: string;
  role: Role;
  passwordHash: string;
  apiTokenHash: CreationOptional<string | null>;
  suspended: CreationOptional<boolean>;
}

export function defineUser(sequelize: Sequelize): ModelStatic<User> {
  return sequelize.define<User>('User', {
    id: { type: DataTypes.INTEGER, autoIncrement: true, primaryKey: true },
    email: { type: DataTypes.STRING, allowNull: false, unique: true },
    name: { type: DataTypes.STRING, allowNull: false },
    role: { type: DataTypes.ENUM(...roles), allowNull: false },
    passwordHash: { type: DataTypes.STRING, allowNull: false },
    apiTokenHash: { type: DataTypes.STRING, unique: true },
    suspended: { type: DataTypes.BOOLEAN, allowNull: false, defaultValue: false },
  });
}
