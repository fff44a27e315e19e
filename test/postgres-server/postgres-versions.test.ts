import { expect } from 'chai';
import { selectPostgresVersions } from './postgres-versions.js';

describe('selectPostgresVersions', () => {
  it('selects the oldest and the newest by default', () => {
    expect(selectPostgresVersions(undefined)).to.deep.equal(['15', '18']);
  });

  it('selects the listed versions', () => {
    expect(selectPostgresVersions(' 18,16')).to.deep.equal(['18', '16']);
  });

  it('throws on a version without a server', () => {
    expect(() => selectPostgresVersions('18,9.6')).to.throw('"9.6" is not one of 15, 16, 17, 18');
  });
});
