import { DataTypes, type Model, type ModelStatic, type Sequelize, type Transactionable } from 'sequelize';

/** Audits as a first draft does: one more insert a change, in the caller's transaction if there is one. */
export function addNaiveHooks(sequelize: Sequelize, Audited: ModelStatic<Model>): void {
  const Log = sequelize.define(
    'NaiveLog',
    {
      model: DataTypes.STRING,
      key: DataTypes.STRING,
      action: DataTypes.STRING,
      before: DataTypes.JSONB,
      after: DataTypes.JSONB,
    },
    { tableName: 'naive_log', updatedAt: false },
  );
  const log =
    (action: string) =>
    async (instance: Model, { transaction }: Transactionable) => {
      const change = {
        model: Audited.name,
        key: String(instance.get('id')),
        action,
        before: action === 'create' ? null : (instance.previous() as object),
        after: action === 'delete' ? null : (instance.get() as object),
      };
      await Log.create(change, { transaction: transaction ?? null });
    };
  Audited.addHook('afterCreate', log('create'));
  Audited.addHook('afterUpdate', log('update'));
  Audited.addHook('afterDestroy', log('delete'));
}
