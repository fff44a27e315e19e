import { expect } from 'chai';
import { sequelizePackage } from './sequelize-package.js';

describe('sequelizePackage', () => {
  it('stands for the chosen version of Sequelize and its parts, and of nothing else', () => {
    expect(sequelizePackage('sequelize', '6.20')).to.equal('sequelize-6.20');
    expect(sequelizePackage('sequelize/lib/hooks', '6.35')).to.equal('sequelize-6.35/lib/hooks');
    expect(sequelizePackage('sequelize-paper-trail', '6.20')).to.equal('sequelize-paper-trail');
    expect(sequelizePackage('sequelize', '')).to.equal('sequelize');
  });

  it('refuses a version that is not installed', () => {
    expect(() => sequelizePackage('sequelize', '5.0')).to.throw('"5.0" is not one of 6.20');
  });
});
