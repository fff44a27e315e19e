import { readDocument } from './documents.js';
import { readRegions } from './read-regions.js';

/** The code of a snippet, named as `file#region`. Throws when there is no such file or region. */
export function snippetCode(snippet: string): string {
  const [path = '', region = ''] = snippet.split('#');
  const code = readRegions(readDocument(path)).get(region);
  if (code === undefined) throw new Error(`${path} has no region "${region}"`);
  return code;
}
