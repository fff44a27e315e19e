import type { JsonObject, JsonValue } from '@auditrail/core';

/** The part of a Sequelize model that a capture reads. */
export interface ModelLike {
  readonly name: string;
  readonly rawAttributes: Readonly<Record<string, { readonly field?: string }>>;
  readonly options: { readonly paranoid?: boolean };
  readonly _timestampAttributes?: { readonly deletedAt?: string };
  getTableName(): string | { readonly tableName: string; readonly schema?: string };
}

/** The bare table name of a model. */
export function tableNameOf(model: ModelLike): string {
  const table = model.getTableName();
  return typeof table === 'string' ? table : table.tableName;
}

/** The schema that a model names, if any. */
export function schemaOf(model: ModelLike): string | undefined {
  const table = model.getTableName();
  return typeof table === 'string' ? undefined : table.schema;
}

/** The attribute that marks a row of a paranoid model as deleted. */
export function deletedAttributeOf(model: ModelLike | undefined): string | undefined {
  return model?.options.paranoid === true ? model._timestampAttributes?.deletedAt : undefined;
}

/** Names a row's values by the model's attributes; a column without one keeps its own name. */
export function nameByAttribute(row: JsonObject, attributeOf: ReadonlyMap<string, string>): JsonObject {
  if (attributeOf.size === 0) return row;
  const entries = Object.entries(row).map(([column, value]): [string, JsonValue] => [
    attributeOf.get(column) ?? column,
    value,
  ]);
  return Object.fromEntries(entries);
}

/** The attribute of each column; empty where all have the same names, so that no row need be named anew. */
export function attributesByColumn(model: ModelLike | undefined): ReadonlyMap<string, string> {
  const attributes = Object.entries(model?.rawAttributes ?? {});
  const attributeOf = new Map(attributes.map(([attribute, { field }]) => [field ?? attribute, attribute]));
  return [...attributeOf].every(([column, attribute]) => column === attribute) ? new Map() : attributeOf;
}
