/** What an examination looks at, in its order. */
export const checkNames = [
  'schema-version',
  'server-version',
  'encoding',
  'clock',
  'durability',
  'single-role',
  'owner',
  'owner-members',
  'dangerous-roles',
  'parameter-grants',
  'default-privileges',
  'schema-grants',
  'table-grants',
  'partition-grants',
  'function-grants',
  'triggers',
  'foreign-triggers',
  'rules',
  'row-security',
  'functions',
  'search-path',
  'constraints',
  'views',
  'partitions-ahead',
  'default-partition',
  'detached-partitions',
  'retention',
  'sealing',
  'anchor',
] as const;

export type CheckName = (typeof checkNames)[number];

/** What one check has found. */
export interface Finding {
  readonly check: CheckName;
  /** `warn`: the log holds, but something should be done, or could not be seen. `fail`: it does not do what it should. */
  readonly level: 'pass' | 'warn' | 'fail';
  /** Names of roles and objects, never a value of an event. */
  readonly message: string;
  /** What to run against it: SQL, or a command. */
  readonly remedy?: string;
}

export function pass(check: CheckName, message: string): Finding {
  return { check, level: 'pass', message };
}

export function warn(check: CheckName, message: string, remedy?: string): Finding {
  return { check, level: 'warn', message, ...(remedy !== undefined && { remedy }) };
}

export function fail(check: CheckName, message: string, remedy?: string): Finding {
  return { check, level: 'fail', message, ...(remedy !== undefined && { remedy }) };
}

/** One failure each for what is wrong, or a pass where nothing is. */
export function failEach(
  check: CheckName,
  wrong: readonly { readonly message: string; readonly remedy?: string }[],
  otherwise: string,
): readonly Finding[] {
  return wrong.length === 0
    ? [pass(check, otherwise)]
    : wrong.map(({ message, remedy }) => fail(check, message, remedy));
}
