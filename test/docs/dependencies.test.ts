import { expect } from 'chai';
import { readdirSync } from 'node:fs';
import { readDocument } from './documents.js';

interface Manifest {
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
}

function dependenciesIn(folder: string): readonly string[] {
  const manifest = JSON.parse(readDocument(`${folder}/package.json`)) as Manifest;
  const { dependencies, devDependencies, peerDependencies } = manifest;
  return Object.keys({ ...dependencies, ...devDependencies, ...peerDependencies });
}

describe('docs/decisions/dependencies.md', () => {
  it('lists every dependency, and no other', () => {
    const folders = ['packages', 'examples'].flatMap((folder) =>
      readdirSync(new URL(`../../${folder}`, import.meta.url), { withFileTypes: true })
        .filter((entry) => entry.isDirectory())
        .map(({ name }) => `${folder}/${name}`),
    );
    const used = ['.', ...folders].flatMap(dependenciesIn).filter((name) => !/^@(types|auditrail.*)\//.test(name));
    const rows = readDocument('docs/decisions/dependencies.md').matchAll(/^\| ([^|]+) \|/gm);
    const listed = [...rows].flatMap(([, cell = '']) => cell.split(',').map((name) => name.replace(/\(.*/, '').trim()));
    const names = listed.filter((name) => name !== '' && name !== 'package' && !/^-+$|optional/.test(name));
    expect([...new Set(names)].sort()).to.deep.equal([...new Set(used)].sort());
  });
});
