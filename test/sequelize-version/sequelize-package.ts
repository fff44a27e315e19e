/** The versions of Sequelize that are installed beside the newest, oldest first. */
export const olderSequelizeVersions = ['6.20', '6.28', '6.32', '6.35'] as const;

/** What to load for a module of Sequelize: that of the version which AUDITRAIL_TEST_SEQUELIZE names, if it does. */
export function sequelizePackage(specifier: string, version = process.env['AUDITRAIL_TEST_SEQUELIZE']): string {
  if (version === undefined || version === '' || !/^sequelize(?:\/|$)/.test(specifier)) return specifier;
  if (!(olderSequelizeVersions as readonly string[]).includes(version)) {
    throw new Error(`AUDITRAIL_TEST_SEQUELIZE: "${version}" is not one of ${olderSequelizeVersions.join(', ')}`);
  }
  return specifier.replace('sequelize', `sequelize-${version}`);
}
