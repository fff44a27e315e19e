import { expect } from 'chai';
import { matchSensitiveName } from '#core/redaction/match-sensitive-name.js';

describe('matchSensitiveName', () => {
  const isSensitive = matchSensitiveName({});

  for (const name of [
    ...[
      'password',
      'newPassword',
      'PASSWORD_HASH',
      'user[password]',
      'db.password',
      'pass\0word',
      'passWord',
      'pass-phrase',
    ],
    ...[
      'x-api-key',
      'apiKey',
      'accesstoken',
      'refresh token',
      'X-CSRF-Token',
      'client_secret',
      'webhookSecret',
      'Set-Cookie',
    ],
    ...[
      'authorization',
      'connect.sid',
      'PHPSESSID',
      'sessionId',
      'idJwt',
      'DATABASE_URL',
      'connectionString',
      'sentryDsn',
    ],
    ...[
      'userPin',
      'pin_code',
      'PIN',
      'PINvalue',
      'PINValue',
      'pins',
      'smsOtp',
      'otp6',
      'mfa-code',
      '2faCode',
      'recovery_codes',
    ],
    ...[
      'cvv',
      'CVV2',
      'cardCvc',
      'cardNumber',
      'card:number',
      'PAN',
      'ssn',
      'socialSecurityNumber',
      'salt',
      'seed_phrase',
    ],
    ...[
      'ｐａｓｓｗｏｒｄ',
      'pass\u200bword',
      'pa\u00adssword',
      'pássword',
      'PİN',
      'p\u0430ssw\u043erd', // Cyrillic а and о
      'USER_\u03a1IN', // Greek capital rho
      't\u043ek\u0435n',
      'secretaryPassword',
      'secretary_secret',
    ],
  ]) {
    it(`matches ${JSON.stringify(name)}`, () => {
      expect(isSensitive(name)).to.equal(true);
    });
  }

  for (const name of [
    ...[
      'name',
      'email',
      'id',
      '',
      '---',
      'shipping',
      'Spin',
      'company',
      'opinion',
      'inside',
      'pinned',
      'spanId',
      'assault',
      'passenger',
    ],
    ...[
      'compass',
      'passport',
      'monkey',
      'keyboard',
      'publicKey',
      'author',
      'mfaEnabled',
      'sessionDigest',
      'secretaryId',
      'top in',
      'имя',
      'ημερομηνία',
    ],
  ]) {
    it(`does not match ${JSON.stringify(name)}`, () => {
      expect(isSensitive(name)).to.equal(false);
    });
  }

  it('matches a denied name of eight letters anywhere', () => {
    const denies = matchSensitiveName({ deny: ['national-id'] });

    expect(['customernationalid2', 'NATIONAL_ID', 'national'].map(denies)).to.deep.equal([true, true, false]);
  });

  it('matches a shorter denied name as whole words', () => {
    const denies = matchSensitiveName({ deny: ['Tax.Id'] });

    expect(['customerTaxId', 'tax_ids', 'syntaxIdle', 'taxidermy'].map(denies)).to.deep.equal([
      true,
      true,
      false,
      false,
    ]);
  });

  it('finds words in other scripts and next to their digits and separators', () => {
    const denies = matchSensitiveName({ deny: ['пароль'] });

    expect(['мойПароль', 'паролей', 'pin٣', 'user—pin', 'spin_pin'].map(denies)).to.deep.equal([
      true,
      false,
      true,
      true,
      true,
    ]);
  });

  it('matches a denied word that is harmless by default', () => {
    expect(matchSensitiveName({ deny: ['secretary'] })('secretaryName')).to.equal(true);
  });

  it('lets an allowed name pass, whatever its case and separators, and no longer one', () => {
    const allows = matchSensitiveName({ allow: ['tokenCount'] });

    expect(['TOKEN_COUNT', 'tokenCount', 'tokenCounts'].map(allows)).to.deep.equal([false, false, true]);
  });

  it('takes a name of more than 255 characters for sensitive, also when it only unfolds to that many', () => {
    expect(isSensitive('n'.repeat(256))).to.equal(true);
    expect(isSensitive('ﷺ'.repeat(20))).to.equal(true);
    expect(isSensitive('n'.repeat(255))).to.equal(false);
  });

  it('gives the same answers after more names than the cache holds', () => {
    const answers = Array.from({ length: 5_000 }, (_, index) => isSensitive(`n${String(index)}`));

    expect(answers).not.to.include(true);
    expect(isSensitive('password')).to.equal(true);
  });
});
