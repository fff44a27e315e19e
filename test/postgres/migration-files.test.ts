import { readdirSync, readFileSync } from 'node:fs';
import { expect } from 'chai';
import { readMigrations, schemaVersion } from '#postgres/schema/migration.js';

const folder = new URL('../../packages/postgres/sql/', import.meta.url);

describe('the migrations', () => {
  it('are numbered from 1 without gaps up to schemaVersion', async () => {
    const versions = (await readMigrations())._unsafeUnwrap().map(({ version }) => version);
    expect(versions).to.deep.equal(Array.from({ length: schemaVersion }, (_, index) => index + 1));
    expect(readdirSync(folder)).to.have.length(schemaVersion);
  });

  it('never name the schema in a comment, which a line break in its name would end', () => {
    for (const file of readdirSync(folder)) {
      const comments = readFileSync(new URL(file, folder), 'utf8').match(/--.*/g) ?? [];
      expect(comments.filter((comment) => /:["']schema/.test(comment))).to.deep.equal([]);
    }
  });
});
