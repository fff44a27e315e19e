import { DataTypes, Sequelize, type Model, type ModelStatic, type Options } from 'sequelize';
import { createTestDatabase, type PostgresVersion } from '../postgres-server/test-database.js';

export type Row = Model<Record<string, unknown>, Record<string, unknown>>;
export type AnyModel = ModelStatic<Row>;

/** A database with a table for every trait that a write path may meet, and models of them. */
export interface WriteWorld {
  readonly sequelize: Sequelize;
  readonly model: (name: string) => AnyModel;
  /** The row of a model that has this key. */
  readonly find: (model: string, id: unknown) => Promise<Row>;
}

/** Tables that need more than `sync` can say. */
const definition = `
  CREATE SCHEMA other;
  CREATE TABLE other.things (id serial PRIMARY KEY, name text, n int);
  CREATE TABLE other.items (LIKE public.items INCLUDING ALL);
  CREATE TABLE generated (id int PRIMARY KEY, n int, twice int GENERATED ALWAYS AS (n * 2) STORED);
  CREATE TABLE triggered (id int PRIMARY KEY, name text, stamp text);
  CREATE FUNCTION stamp() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN NEW.stamp := 'stamped ' || NEW.name; RETURN NEW; END $$;
  CREATE TRIGGER stamp BEFORE INSERT OR UPDATE ON triggered FOR EACH ROW EXECUTE FUNCTION stamp();
  CREATE TABLE measures (id int PRIMARY KEY, n int) PARTITION BY RANGE (id);
  CREATE TABLE measures_low PARTITION OF measures FOR VALUES FROM (0) TO (100);
  CREATE TABLE measures_high (n int, id int NOT NULL);
  ALTER TABLE measures ATTACH PARTITION measures_high FOR VALUES FROM (100) TO (200);
  CREATE TABLE view_base (id int PRIMARY KEY, n int);
  CREATE VIEW few AS SELECT * FROM view_base WHERE n < 100;
  CREATE TABLE view_summed (id int PRIMARY KEY, n int);
  CREATE VIEW sums AS SELECT id, sum(n)::int AS n FROM view_summed GROUP BY id;
  CREATE FUNCTION write_sums() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN UPDATE view_summed SET n = NEW.n WHERE id = OLD.id; RETURN NEW; END $$;
  CREATE TRIGGER write_sums INSTEAD OF UPDATE ON sums FOR EACH ROW EXECUTE FUNCTION write_sums();
  CREATE TABLE ruled (id int PRIMARY KEY, n int);
  CREATE RULE ruled AS ON INSERT TO ruled WHERE NEW.n > 100 DO INSTEAD NOTHING;
  CREATE TABLE users (users int PRIMARY KEY, name text);
  CREATE TABLE roots (id int PRIMARY KEY, code text UNIQUE, n int);
  CREATE TABLE branches (
    id int PRIMARY KEY,
    root_id int REFERENCES roots ON DELETE CASCADE ON UPDATE CASCADE,
    code varchar(20) REFERENCES roots (code) ON DELETE SET NULL ON UPDATE CASCADE);
  CREATE TABLE leaves (
    branch_id int REFERENCES branches ON DELETE CASCADE ON UPDATE CASCADE, n int, PRIMARY KEY (branch_id, n));
  CREATE TABLE fruit (branch_id int, n int, name text,
    FOREIGN KEY (branch_id, n) REFERENCES leaves ON DELETE SET NULL ON UPDATE CASCADE);
  CREATE TABLE homes (id int PRIMARY KEY, root_id int DEFAULT 9 REFERENCES roots ON DELETE SET DEFAULT ON UPDATE SET NULL);
  CREATE TABLE trees (id int PRIMARY KEY, parent_id int REFERENCES trees ON DELETE CASCADE, label text);
`;

const rows = `
  INSERT INTO items (name, code, n, display_name, big, amount, js) VALUES
    ('one', 'c1', 1, 'One', 9007199254740993, 1.5, '{"a":{"b":1}}'), ('two', 'c2', 1, NULL, 2, 2, NULL),
    ('three', 'c3', 3, 'Three', NULL, NULL, '[1]');
  INSERT INTO people (name) VALUES ('Ada'), ('Bob');
  INSERT INTO people (name, "deletedAt") VALUES ('Cleo', '2020-01-01');
  INSERT INTO docs (title, version) VALUES ('first', 0), ('second', 4);
  INSERT INTO pairs (a, b, v) VALUES (1, 1, 'x'), (1, 2, 'y'), (2, 1, 'z');
  INSERT INTO loose (name, n) VALUES ('l1', 1), ('l2', 2);
  INSERT INTO parents (name) VALUES ('p1'), ('p2');
  INSERT INTO children (name, "ParentId") VALUES ('k1', 1), ('k2', 1), ('k3', NULL);
  INSERT INTO profiles (name) VALUES ('f1');
  INSERT INTO tags (label) VALUES ('red'), ('blue');
  INSERT INTO item_tags ("ItemId", "TagId", weight) VALUES (1, 1, 5);
  INSERT INTO other.things (name, n) VALUES ('t1', 1), ('t2', 2);
  INSERT INTO "old" (id, "old", "new", "returning", "where") VALUES (1, 'o', 'n', 'r', 'w'), (2, 'o', 'n', 'r', 'w');
  INSERT INTO "new" (id, "new") VALUES (1, 'n');
  INSERT INTO generated (id, n) VALUES (1, 1);
  INSERT INTO triggered (id, name, stamp) VALUES (1, 'a', 'stamped a');
  INSERT INTO measures VALUES (1, 1), (2, 2), (101, 3);
  INSERT INTO view_base VALUES (1, 1), (2, 2);
  INSERT INTO view_summed VALUES (1, 1);
  INSERT INTO users VALUES (1, 'u');
  INSERT INTO roots VALUES (1, 'r1', 1), (2, 'r2', 2), (9, 'r9', 9);
  INSERT INTO branches VALUES (10, 1, 'r2'), (11, 1, 'r1'), (20, 2, 'r1'), (90, 9, NULL);
  INSERT INTO leaves VALUES (10, 1), (10, 2), (11, 1), (20, 1);
  INSERT INTO fruit VALUES (10, 1, 'apple'), (10, 2, 'pear'), (20, 1, 'fig'), (NULL, 1, 'none');
  INSERT INTO homes VALUES (1, 1), (2, 2), (3, 1);
  INSERT INTO trees VALUES (1, NULL, 'a'), (2, 1, 'b'), (3, 2, 'c'), (4, 3, 'd'), (5, NULL, 'e');
  UPDATE trees SET parent_id = 4 WHERE id = 1;
`;

export function defineModels(sequelize: Sequelize): void {
  const plain = { timestamps: false };
  const key = () => ({ type: DataTypes.INTEGER, primaryKey: true });
  const name = DataTypes.STRING;
  const Item = sequelize.define(
    'Item',
    {
      name: { type: name, allowNull: false, validate: { len: [1, 20] } },
      code: { type: name, unique: true },
      n: { type: DataTypes.INTEGER, defaultValue: 0 },
      displayName: { type: name, field: 'display_name' },
      big: DataTypes.BIGINT,
      amount: DataTypes.DECIMAL(20, 4),
      js: DataTypes.JSONB,
    },
    { ...plain, tableName: 'items', scopes: { ones: { where: { n: 1 } } } },
  );
  const dated = { createdAt: false, updatedAt: 'updatedAt', tableName: 'people', paranoid: true } as const;
  sequelize.define('Person', { name, updatedAt: DataTypes.DATE }, dated);
  sequelize.define('Doc', { title: name, n: DataTypes.INTEGER }, { ...plain, tableName: 'docs', version: true });
  sequelize.define('Pair', { a: key(), b: key(), v: name }, { ...plain, tableName: 'pairs' });
  sequelize.define('Loose', { name, n: DataTypes.INTEGER }, { ...plain, tableName: 'loose' }).removeAttribute('id');
  const Parent = sequelize.define('Parent', { name }, { ...plain, tableName: 'parents' });
  const Child = sequelize.define('Child', { name }, { ...plain, tableName: 'children' });
  const Profile = sequelize.define('Profile', { name }, { ...plain, tableName: 'profiles' });
  const Tag = sequelize.define('Tag', { label: name }, { ...plain, tableName: 'tags' });
  const weight = { weight: DataTypes.INTEGER };
  const ItemTag = sequelize.define('ItemTag', weight, { ...plain, tableName: 'item_tags' });
  Parent.hasMany(Child, { onDelete: 'RESTRICT', onUpdate: 'RESTRICT' });
  Child.belongsTo(Parent, { onDelete: 'RESTRICT', onUpdate: 'RESTRICT' });
  Parent.hasOne(Profile, { onDelete: 'RESTRICT', onUpdate: 'RESTRICT' });
  Item.belongsToMany(Tag, { through: ItemTag, onDelete: 'RESTRICT', onUpdate: 'RESTRICT' });
  Tag.belongsToMany(Item, { through: ItemTag, onDelete: 'RESTRICT', onUpdate: 'RESTRICT' });
  const odd = { old: name, new: name, returning: name, where: name };
  sequelize.define('Old', { id: key(), ...odd }, { ...plain, tableName: 'old' });
  sequelize.define('New', { id: key(), new: name }, { ...plain, tableName: 'new' });
}

/** Models of the tables that `sync` does not make. */
function defineOtherModels(sequelize: Sequelize): void {
  const plain = { timestamps: false };
  const key = () => ({ type: DataTypes.INTEGER, primaryKey: true });
  const [name, n] = [DataTypes.STRING, DataTypes.INTEGER];
  sequelize.define('Thing', { name, n }, { ...plain, tableName: 'things', schema: 'other' });
  sequelize.define('Generated', { id: key(), n, twice: n }, { ...plain, tableName: 'generated' });
  sequelize.define('Triggered', { id: key(), name, stamp: name }, { ...plain, tableName: 'triggered' });
  sequelize.define('Measure', { id: key(), n }, { ...plain, tableName: 'measures' });
  sequelize.define('Few', { id: key(), n }, { ...plain, tableName: 'few' });
  sequelize.define('Sum', { id: key(), n }, { ...plain, tableName: 'sums' });
  sequelize.define('Named', { users: key(), name }, { ...plain, tableName: 'users' });
}

const tables = `
  SELECT quote_ident(n.nspname) || '.' || quote_ident(c.relname) AS name
  FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
  WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND n.nspname IN ('public', 'other')
  ORDER BY 1`;

const emptyAnew = (names: readonly string[]) => `TRUNCATE ${names.join(', ')} RESTART IDENTITY; ${rows}`;

/** Takes a fifth of the time, but leaves dead rows behind. */
const emptyInPlace = (names: readonly string[]) => `
  BEGIN;
  SET LOCAL session_replication_role = replica;
  ${names.map((name) => `DELETE FROM ${name};`).join(' ')}
  SELECT pg_catalog.setval(s.seqrelid::pg_catalog.regclass, 1, false)
  FROM pg_catalog.pg_sequence s JOIN pg_catalog.pg_class c ON c.oid = s.seqrelid
  WHERE c.relnamespace IN ('public'::pg_catalog.regnamespace, 'other'::pg_catalog.regnamespace);
  ${rows}
  COMMIT`;

// So few that the rows of no table fill a page: where a row is put would otherwise depend on what was cleaned up when.
const resetsInPlace = 20;

/** A database in which write paths run, each from the same rows. */
export interface WriteDatabase {
  readonly world: WriteWorld;
  readonly connectionString: string;
  /** Past every capture: for looking and for preparing. */
  readonly admin: Sequelize;
  readonly tableNames: () => Promise<readonly string[]>;
  /** Puts the rows back. */
  readonly reset: () => Promise<void>;
  /** What every table holds, as text. */
  readonly contents: () => Promise<Readonly<Record<string, readonly unknown[]>>>;
  readonly close: () => Promise<void>;
}

export async function createWriteDatabase(version: PostgresVersion, options: Options = {}): Promise<WriteDatabase> {
  const database = await createTestDatabase(version);
  const { socketDirectory: host, user: username, database: name } = database;
  const connect = (more: Options) =>
    new Sequelize({ dialect: 'postgres', host, username, database: name, logging: false, ...more });
  const admin = connect({});
  defineModels(admin);
  await admin.sync();
  await admin.query(definition);
  const sequelize = connect(options);
  defineModels(sequelize);
  defineOtherModels(sequelize);
  const list = async (sql: string) => (await admin.query(sql))[0] as Record<string, unknown>[];
  const tableNames = async () => (await list(tables)).map((row) => String(row['name']));
  let resets = 0;
  const model = (modelName: string) => sequelize.models[modelName] as AnyModel;
  return {
    admin,
    connectionString: database.connectionString,
    tableNames,
    world: {
      sequelize,
      model,
      find: async (modelName, id) => {
        const row = await model(modelName).findByPk(id as number, { paranoid: false });
        if (row === null) throw new Error(`no ${modelName} ${String(id)}`);
        return row;
      },
    },
    reset: async () => {
      const empty = resets % resetsInPlace === 0 ? emptyAnew : emptyInPlace;
      resets += 1;
      await admin.query(empty(await tableNames()));
    },
    contents: async () => {
      const names = await tableNames();
      const selects = names.map((table) => `SELECT '${table}' AS table, t::text AS row FROM ${table} t`);
      const found: Record<string, unknown[]> = Object.fromEntries(names.map((name) => [name, []]));
      for (const { table, row } of await list(`${selects.join(' UNION ALL ')} ORDER BY 1, 2`)) {
        found[String(table)]?.push(row);
      }
      return found;
    },
    close: async () => {
      await sequelize.close();
      await admin.close();
      await database.drop();
    },
  };
}
