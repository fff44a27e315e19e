import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** Every page that people write, as its path from the top of the repository; lerna writes the changelogs. */
export const documents: readonly string[] = [
  ...pagesIn('.', false),
  ...readdirSync(`${root}packages`).flatMap((name) => pagesIn(`packages/${name}`, false)),
  ...pagesIn('examples', false),
  ...pagesIn('docs', true),
];

/** Reads a file by its path from the top of the repository. */
export function readDocument(path: string): string {
  return readFileSync(root + path, 'utf8');
}

export function writeDocument(path: string, text: string): void {
  writeFileSync(root + path, text);
}

function pagesIn(folder: string, isDeep: boolean): readonly string[] {
  return readdirSync(root + folder, { recursive: isDeep, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md') && name !== 'CHANGELOG.md')
    .map((name) => (folder === '.' ? name : `${folder}/${name}`))
    .sort();
}
