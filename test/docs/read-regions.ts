const opening = /^\s*(?:\/\/|--) #region (\S+)$/;
const closing = /^\s*(?:\/\/|--) #endregion$/;

/**
 * The regions of a source file by name, without their indentation. Parts of one name are joined by a blank line.
 * Throws on a region that is not closed, or closed without being open.
 */
export function readRegions(source: string): ReadonlyMap<string, string> {
  const regions = new Map<string, string>();
  let open: { readonly name: string; readonly lines: string[] } | undefined;
  for (const line of source.split('\n')) {
    const name = opening.exec(line)?.[1];
    if (name !== undefined) {
      if (open !== undefined) throw new Error(`The region ${open.name} is open where ${name} begins`);
      open = { name, lines: [] };
    } else if (closing.test(line)) {
      if (open === undefined) throw new Error('A region is closed that is not open');
      const before = regions.get(open.name);
      const part = dedent(open.lines);
      regions.set(open.name, before === undefined ? part : `${before}\n\n${part}`);
      open = undefined;
    } else open?.lines.push(line);
  }
  if (open !== undefined) throw new Error(`The region ${open.name} is not closed`);
  return regions;
}

function dedent(lines: readonly string[]): string {
  const indents = lines.filter((line) => line.trim() !== '').map((line) => line.length - line.trimStart().length);
  const indent = Math.min(...indents);
  return lines.map((line) => line.slice(indent)).join('\n');
}
