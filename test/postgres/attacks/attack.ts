/** Who may attack without power over the log: logins that are members of its roles, and an application that is of two. */
export const ordinaryRoles = ['writer', 'reader', 'application', 'sealer', 'maintainer'] as const;

/** Who has power over the log, or over everything. */
export const powerfulRoles = ['owner', 'pg_write_all_data', 'superuser'] as const;

export type AttackRole = (typeof ordinaryRoles)[number] | (typeof powerfulRoles)[number];

/** What an attack that is not refused leaves behind for `doctor`, by the name of the check that names it. */
export type AttackTrace =
  | 'dangerous-roles'
  | 'default-privileges'
  | 'foreign-triggers'
  | 'function-grants'
  | 'owner-members'
  | 'parameter-grants'
  | 'partition-grants'
  | 'row-security'
  | 'rules'
  | 'search-path'
  | 'table-grants'
  | 'triggers';

/** A way to get at the log, and what comes of it. */
export interface Attack {
  readonly attack: string;
  readonly roles: readonly AttackRole[];
  /** `{month}` is the partition of this month, `{app}` the application's login, `{row}` an event for INSERT. */
  readonly sql: string;
  /** `without effect`: nothing is refused, and the log goes on as if nothing had been done. */
  readonly outcome: 'refused' | 'without effect' | 'named by doctor' | 'left to the proof';
  /** Of a refusal, where it is not lack of privilege. */
  readonly sqlState?: string;
  /** Of an attack that is named by doctor. */
  readonly trace?: AttackTrace;
  /** Of an attack without effect: what would return a row if it had one. */
  readonly effect?: string;
}

/** What a role tries in vain, for lack of privilege unless a SQLSTATE says otherwise. */
export function refused(
  roles: readonly AttackRole[],
  attempts: Readonly<Record<string, string>>,
  sqlState?: string,
): readonly Attack[] {
  return Object.entries(attempts).map(([attack, sql]) => ({
    attack,
    roles,
    sql,
    outcome: 'refused',
    ...(sqlState !== undefined && { sqlState }),
  }));
}
