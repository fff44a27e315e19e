/** The arrows of ARCHITECTURE.md: who may import whom. */
const packages = {
  core: [],
  http: ['core'],
  express: ['core', 'http'],
  koa: ['core', 'http'],
  integrity: [],
  postgres: ['core', 'integrity'],
  sequelize: ['core'],
  testing: ['core'],
  cli: ['core', 'integrity', 'postgres'],
};

const layers = Object.entries(packages).map(([name, allowed]) => ({
  name: `${name}-imports-only-${['itself', ...allowed].join('-')}`,
  severity: 'error',
  from: { path: `^packages/${name}/` },
  to: { path: '^packages/', pathNot: `^packages/(${[name, ...allowed].join('|')})/` },
}));

module.exports = {
  forbidden: [
    ...layers,
    {
      name: 'no-cycles',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'nobody-imports-an-own-index',
      comment: 'index.ts is the door for others; inside, files name what they use.',
      severity: 'error',
      from: { path: '^(packages|examples)/([^/]+)/src/' },
      to: { path: '^$1/$2/src/index\\.ts$' },
    },
    {
      name: 'packages-never-import-examples',
      severity: 'error',
      from: { path: '^packages/' },
      to: { path: '^(examples|test)/' },
    },
    {
      name: 'core-knows-no-vendor',
      severity: 'error',
      from: { path: '^packages/core/' },
      to: { dependencyTypes: ['npm', 'npm-dev', 'npm-peer'], pathNot: 'node_modules/neverthrow/' },
    },
    {
      name: 'integrity-knows-node-only',
      severity: 'error',
      from: { path: '^packages/integrity/' },
      to: { dependencyTypes: ['npm', 'npm-dev', 'npm-peer'] },
    },
    {
      name: 'no-undeclared-dependency',
      severity: 'error',
      from: { path: '^(packages|examples)/' },
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown', 'unknown', 'undetermined'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '/dist/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['types', 'import', 'default'] },
  },
};
