import { spawnSync } from 'node:child_process';
import { olderSequelizeVersions } from '../sequelize-version/sequelize-package.js';

/** One run of mocha: on what, and which tests. */
interface Run {
  readonly name: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly tests: readonly string[];
}

const allPostgres = '15,16,17,18';

const runs: readonly Run[] = [
  {
    name: `every test on PostgreSQL ${allPostgres}, 20 crashes, a server away for 10 s, crowds of 10,000, 30 s of killed sealers, a million mutations and numbers`,
    environment: {
      AUDITRAIL_TEST_POSTGRES: allPostgres,
      AUDITRAIL_TEST_CRASHES: '20',
      AUDITRAIL_TEST_CROWD: '10000',
      AUDITRAIL_TEST_MUTATION_RUNS: '50000',
      AUDITRAIL_TEST_AWAY_MS: '10000',
      AUDITRAIL_TEST_NUMBERS: '1000000',
      AUDITRAIL_TEST_SEALING_SECONDS: '30',
    },
    tests: [],
  },
  ...olderSequelizeVersions.map((version) => ({
    name: `the capture in Sequelize ${version}`,
    environment: { AUDITRAIL_TEST_SEQUELIZE: version },
    tests: ['dist-test/sequelize/**/*.test.js'],
  })),
];

const failed = runs.filter(({ name, environment, tests }, index) => {
  process.stdout.write(`\n[${String(index + 1)}/${String(runs.length)}] ${name}\n`);
  const arguments_ = tests.length === 0 ? [] : ['--spec', ...tests, '--no-config', '--timeout', '60000'];
  const fixtures =
    tests.length === 0
      ? []
      : [
          '--require',
          './dist-test/postgres-server/global-fixtures.js',
          '--require',
          './dist-test/sequelize-version/use-sequelize-version.js',
        ];
  const { status } = spawnSync('npx', ['mocha', '--reporter', 'dot', ...fixtures, ...arguments_], {
    stdio: 'inherit',
    env: { ...process.env, ...environment },
  });
  return status !== 0;
});

for (const { name } of failed) process.stdout.write(`failed: ${name}\n`);
process.exitCode = failed.length === 0 ? 0 : 1;
