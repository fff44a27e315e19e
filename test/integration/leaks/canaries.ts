/** A secret that must be stored nowhere: under its usual name, and the part of it that no exit may show. */
export interface Canary {
  readonly kind: string;
  readonly name: string;
  readonly value: string;
  /** What would give it away. Default: the value. */
  readonly telling?: string;
  /** Whether its form alone gives it away, under any name and in prose. */
  readonly hasForm?: true;
}

const jwt = 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJjYW5hcnkifQ.c2lnbmF0dXJlLWNhbmFyeQ';
const pem = '-----BEGIN PRIVATE KEY-----\nMIGcanarycanarycanary\n-----END PRIVATE KEY-----';

/** Every kind of secret that an application handles; all of them are made up. */
export const canaries: readonly Canary[] = [
  { kind: 'password', name: 'password', value: 'canary-Pa55w.rd' },
  { kind: 'password digest', name: 'passwordHash', value: '$2b$12$canaryCanaryCanaryCanary.u' },
  { kind: 'passphrase', name: 'passphrase', value: 'correct-canary-battery' },
  { kind: 'PIN', name: 'pin', value: '90210417' },
  { kind: 'one-time code', name: 'otp', value: '81726354' },
  { kind: 'card check value', name: 'cvv', value: 'cvv-9173' },
  { kind: 'social security number', name: 'ssn', value: '078-05-1120' },
  { kind: 'session id', name: 'sessionId', value: 'canary-5e551on' },
  { kind: 'refresh token', name: 'refresh_token', value: 'canary-refresh-t0ken' },
  { kind: 'API key', name: 'apiKey', value: 'canary-ap1-key' },
  { kind: 'client secret', name: 'client_secret', value: 'canary-c11ent' },
  { kind: 'recovery code', name: 'recoveryCode', value: 'CANA-RYCA-NARY' },
  { kind: 'card number', name: 'cardNumber', value: '4111 1111 1111 1111', telling: '1111 1111', hasForm: true },
  { kind: 'JSON Web Token', name: 'jwt', value: jwt, telling: 'c2lnbmF0dXJlLWNhbmFyeQ', hasForm: true },
  { kind: 'private key', name: 'privateKey', value: pem, telling: 'MIGcanary', hasForm: true },
  { kind: 'AWS key', name: 'accessKeyId', value: 'AKIACANARYCANARY1234', hasForm: true },
  { kind: 'GitHub token', name: 'githubToken', value: 'ghp_canarycanarycanarycanarycanary1234', hasForm: true },
  { kind: 'Stripe key', name: 'stripeSecretKey', value: 'sk_live_canarycanarycanary', hasForm: true },
  {
    kind: 'bearer credentials',
    name: 'authorization',
    value: 'Bearer canary.bearer-42',
    telling: 'canary.bearer',
    hasForm: true,
  },
  {
    kind: 'URL password',
    name: 'databaseUrl',
    value: 'postgres://ada:canaryPw@db/x',
    telling: 'canaryPw',
    hasForm: true,
  },
];
