/** What every secret of the objects holds, so that outputs can be searched for it. */
const canary = 'canary';

/** Everyday data with a secret in ten shapes; the first two are what a list of paths names. */
function account(index: number): object {
  const secret = (shape: number) => `${canary}-${String(shape)}-${String(index)}`;
  return {
    id: index,
    email: `ada${String(index)}@example.org`,
    total: 12.5,
    note: 'Delivered to the door at the back, as agreed by telephone.',
    password: secret(0),
    auth: { token: secret(1), expires: '2026-11-26T18:00:00.000Z' },
    newPassword: secret(2),
    API_KEY: secret(3),
    session: { store: { deep: { refreshToken: secret(4) } } },
    body: JSON.stringify({ user: 'ada', pin: secret(5) }),
    url: `https://pay.example.org/?access_token=${secret(6)}&page=2`,
    headers: [['authorization', `Bearer ${secret(7)}`]],
    pаssword: secret(8),
    message: `refused: password=${secret(9)}`,
  };
}

export interface SecretObject {
  readonly name: string;
  readonly value: object;
  readonly secrets: number;
  /** What a list of paths names in it. */
  readonly paths: string[];
}

/** An object of one account, and of many: the largest is as large as an event can be. */
export const secretObjects: readonly SecretObject[] = [1, 10, 50].map((accounts) => ({
  name: `${accounts} accounts, ${JSON.stringify(many(accounts)).length} characters`,
  value: many(accounts),
  secrets: 10 * accounts,
  paths: ['accounts[*].password', 'accounts[*].auth.token'],
}));

function many(accounts: number): object {
  return { accounts: Array.from({ length: accounts }, (_, index) => account(index)) };
}

/** How many of the secrets an output shows. */
export function shownSecrets(output: string): number {
  return new Set(output.match(/canary-\d-\d+/g)).size;
}
