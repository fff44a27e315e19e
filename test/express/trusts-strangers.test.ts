import { trustsStrangers } from '#express/trusts-strangers.js';
import { expect } from 'chai';
import { expressVersions } from './express-versions.js';

for (const [version, express] of expressVersions) {
  describe(`trustsStrangers in ${version}`, () => {
    const settings: readonly [setting: unknown, everybody: boolean][] = [
      [true, true],
      ['192.0.0.0/2', true],
      ['2000::/3', true],
      [() => true, true],
      ['0.0.0.0/1', true],
      [(address: string, hop: number) => hop > 0 || address === '10.0.0.1', true],
      [false, false],
      [1, false],
      ['loopback, uniquelocal', false],
      [['10.0.0.0/8', '2001:db8:1::/48'], false],
      [(address: string) => address.startsWith('10.'), false],
    ];
    for (const [setting, everybody] of settings) {
      it(`${everybody ? 'warns of' : 'accepts'} ${String(setting)}`, () => {
        expect(trustsStrangers(express().set('trust proxy', setting))).to.equal(everybody);
      });
    }

    it('accepts an application that was never told, and a setting that is no function', () => {
      expect(trustsStrangers(express())).to.equal(false);
      expect(trustsStrangers(express().set('trust proxy fn', 'yes'))).to.equal(false);
    });
  });
}
