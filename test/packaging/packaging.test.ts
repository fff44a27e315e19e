import { expect } from 'chai';
import { existsSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { applications, javascriptOutput, typescriptOutput } from './applications.js';
import { packPackages, rootFolder, type PackedPackage } from './packed-packages.js';
import { createThrowAwayProject, type ThrowAwayProject } from './throw-away-project.js';
import { typescriptCompiler, typescriptVersions } from './typescript-compilers.js';

const bin = (...path: string[]) => join(rootFolder, 'node_modules', ...path);

const resolutions = {
  bundler: { module: 'esnext', moduleResolution: 'bundler' },
  nodenext: { module: 'nodenext', moduleResolution: 'nodenext' },
  node10: { module: 'commonjs', moduleResolution: 'node10' },
};

describe('the packed packages', function () {
  this.timeout(120_000);
  let packages: readonly PackedPackage[];
  let project: ThrowAwayProject;

  before(async () => {
    packages = await packPackages();
    project = await createThrowAwayProject(packages);
  });
  after(async () => {
    await project.remove();
    await rm(dirname(packages[0]?.tarball ?? ''), { recursive: true });
  });

  it('hold what is needed and nothing else', () => {
    for (const { name, files } of packages) {
      const strange = files.filter(
        (file) =>
          !/^(dist\/.+\.(js|js\.map|d\.ts)|sql\/\d{4}-[a-z-]+\.sql|README\.md|LICENSE|package\.json)$/.test(file),
      );
      expect(strange, name).to.deep.equal([]);
      const sources = join(rootFolder, 'packages', name.slice('@auditrail/'.length), 'src');
      const stale = files.filter(
        (file) => /^dist\/.+\.js$/.test(file) && !existsSync(join(sources, file.slice(5, -2) + 'ts')),
      );
      expect(stale, `${name} holds what removed sources left behind; npm run clean helps`).to.deep.equal([]);
      expect(files, name).to.include.members([
        'LICENSE',
        'README.md',
        'package.json',
        'dist/index.js',
        'dist/index.d.ts',
      ]);
    }
    expect(packages.find(({ name }) => name === '@auditrail/postgres')?.files)
      .to.include('sql/0001-event-log.sql')
      .and.include('sql/0002-append-all-or-fail.sql');
  });

  it('load as ES modules', async () => {
    await project.write('app.mjs', applications.esm);
    expect(await project.node('app.mjs')).to.equal(javascriptOutput);
  });

  it('load with require()', async () => {
    await project.write('app.cjs', applications.commonjs);
    expect(await project.node('app.cjs')).to.equal(javascriptOutput);
  });

  it('share one context between import and require()', async () => {
    await project.write(
      'both.mjs',
      `import { createRequire } from 'node:module';
       import { runWithAuditContext } from '@auditrail/core';
       const { currentAuditContext } = createRequire(import.meta.url)('@auditrail/core');
       runWithAuditContext({ v: 1, tenant: 't' }, () => console.log(currentAuditContext().tenant));`,
    );
    expect(await project.node('both.mjs')).to.equal('t\n');
  });

  it('do nothing when they are imported', async () => {
    // Node makes its fetch when somebody looks at it, as pg does; that is not ours.
    const state = `JSON.stringify([Object.keys(globalThis), process.eventNames().map(String),
      Object.getOwnPropertySymbols(globalThis).map(String).filter((name) => !name.includes('undici'))])`;
    const imports = packages.map(({ name }) => `await import('${name}');`).join('\n');
    await project.write('import.mjs', `const before = ${state};\n${imports}\nconsole.log(before === ${state});`);
    expect(await project.node('import.mjs')).to.equal('true\n');
  });

  it('bring the command auditrail', async () => {
    const manifest = JSON.parse(
      await readFile(join(project.folder, 'node_modules', '@auditrail', 'cli', 'package.json'), 'utf8'),
    ) as { readonly version: string; readonly bin: { readonly auditrail: string } };
    const program = join('node_modules', '@auditrail', 'cli', manifest.bin.auditrail);
    expect(await readFile(join(project.folder, program), 'utf8')).to.match(/^#!\/usr\/bin\/env node\n/);
    expect(await project.node(program, '--version')).to.equal(`${manifest.version}\n`);
  });

  it('check JavaScript with JSDoc types', async () => {
    await project.write('checked.mjs', applications.esm);
    const flags = ['--checkJs', '--noEmit', '--strict', '--module', 'nodenext', '--target', 'es2022', '--skipLibCheck'];
    await project.node(await typescriptCompiler('6.0.3'), ...flags, 'checked.mjs');
  });

  for (const version of typescriptVersions) {
    for (const [resolution, options] of Object.entries(resolutions)) {
      it(`compile with TypeScript ${version} under ${resolution}`, async () => {
        const place = `ts-${version}-${resolution}`;
        await project.write(`${place}/app.ts`, applications.typescript);
        await project.write(
          `${place}/package.json`,
          JSON.stringify({ type: resolution === 'node10' ? 'commonjs' : 'module' }),
        );
        const silenced = version === '6.0.3' && resolution === 'node10' ? { ignoreDeprecations: '6.0' } : {};
        const compilerOptions = {
          ...options,
          ...silenced,
          target: 'es2022',
          strict: true,
          types: ['node'],
          esModuleInterop: true,
          // What is tried here are these packages, not the types of the frameworks.
          skipLibCheck: true,
        };
        await project.write(`${place}/tsconfig.json`, JSON.stringify({ compilerOptions, files: ['app.ts'] }));
        await project.node(await typescriptCompiler(version), '--project', place);
        expect(await project.node(join(place, 'app.js'))).to.equal(typescriptOutput);
      });
    }
  }

  it('satisfy attw and publint', async () => {
    for (const { name, tarball } of packages) {
      await project.node(bin('@arethetypeswrong', 'cli', 'dist', 'index.js'), tarball, '--profile', 'esm-only');
      const lint = await project.node(bin('publint', 'src', 'cli.js'), 'run', tarball, '--strict');
      expect(lint, name).to.include('All good!');
    }
  });
});
