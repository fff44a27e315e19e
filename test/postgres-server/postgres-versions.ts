const supportedVersions = ['15', '16', '17', '18'] as const;
const testedByDefault = ['15', '18'] as const;

export type PostgresVersion = (typeof supportedVersions)[number];

/** The versions that the tests run against: the oldest and the newest, or those that AUDITRAIL_TEST_POSTGRES lists. */
export const postgresVersions: readonly PostgresVersion[] = selectPostgresVersions(
  process.env['AUDITRAIL_TEST_POSTGRES'],
);

/** Reads a comma-separated list of versions; undefined or empty selects the oldest and the newest. Throws on a version without a server. */
export function selectPostgresVersions(list: string | undefined): readonly PostgresVersion[] {
  if (list === undefined || list.trim() === '') return testedByDefault;
  return list.split(',').map((item) => {
    const version = supportedVersions.find((supported) => supported === item.trim());
    if (version === undefined) {
      throw new Error(`AUDITRAIL_TEST_POSTGRES: "${item}" is not one of ${supportedVersions.join(', ')}`);
    }
    return version;
  });
}
