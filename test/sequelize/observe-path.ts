import { createRequire } from 'node:module';
import { Association, BaseError, Model, Sequelize } from 'sequelize';
import type { WritePath } from './write-paths/write-path.js';
import type { WriteWorld } from './write-world.js';

/** What an application sees of a write. */
export interface Observation {
  readonly returned: unknown;
  readonly hooks: readonly string[];
  readonly logged: readonly string[];
}

const load = createRequire(import.meta.url);
const { hooks: hookTypes } = load('sequelize/lib/hooks') as { hooks: Readonly<Record<string, unknown>> };

/** Parts of the driver's answer that name objects of one database or class, in turn. */
const unseen = ['RowCtor', 'tableID', 'dataTypeID'];

/** Values that a run chooses by itself: transactions are named by UUIDs. */
function withoutNames(text: string): string {
  return text.replace(/^Executed? \([^)]*\)|[0-9a-f]{8}-[0-9a-f-]{27}|func_[0-9a-f]{32}|test_[0-9a-f]{16}/g, '…');
}

function describeError(error: Error): unknown {
  const seen = [
    'name',
    'message',
    'fields',
    'sql',
    'parameters',
    'code',
    'detail',
    'position',
    'severity',
    'constraint',
  ];
  const own = error as unknown as Readonly<Record<string, unknown>>;
  return {
    class: error.constructor.name,
    own: Object.keys(error).sort(),
    ...Object.fromEntries(seen.map((key) => [key, describe(own[key])])),
    ...(error instanceof BaseError && { parent: describe(own['parent']), errors: describe(own['errors']) }),
  };
}

function describeObject(value: object): unknown {
  if (value instanceof Model) {
    const { dataValues, _previousDataValues } = value as unknown as Readonly<Record<string, unknown>>;
    const state = { dataValues, previous: _previousDataValues, changed: value.changed(), isNew: value.isNewRecord };
    return { model: value.constructor.name, ...(describe(state) as object) };
  }
  if (value instanceof Error) return describeError(value);
  if (value instanceof Date || Buffer.isBuffer(value)) return value;
  if (value instanceof Association || value instanceof Sequelize) return value.constructor.name;
  const entries = Object.entries(value).filter(([key]) => !key.startsWith('_') && !unseen.includes(key));
  return Object.fromEntries(entries.map(([key, item]) => [key, describe(item)]));
}

/** Plain data that says all an application can see of a value. */
function describe(value: unknown): unknown {
  if (typeof value === 'string') return withoutNames(value);
  if (Array.isArray(value)) return value.map(describe);
  if (typeof value === 'function') return 'function';
  return typeof value === 'object' && value !== null ? describeObject(value) : value;
}

/** Watches a Sequelize instance: what it logs, and which hooks it runs, in order. */
export function observer(sequelize: Sequelize, logged: string[]) {
  const fired: string[] = [];
  for (const type of Object.keys(hookTypes)) {
    if (/[Cc]onnect|PoolAcquire|Define|Init|Associate/.test(type)) continue;
    sequelize.addHook(type as 'afterCreate', () => void fired.push(type));
  }
  return async (path: WritePath, world: WriteWorld): Promise<Observation> => {
    fired.length = 0;
    logged.length = 0;
    const returned = await path.run(world).catch((error: unknown) => error);
    return { returned: describe(returned), hooks: [...fired], logged: logged.map(withoutNames) };
  };
}
