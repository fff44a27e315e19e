/** A block of code in a page. */
export interface MarkdownBlock {
  readonly language: string;
  readonly code: string;
  /** What the comment before it names: `<!-- snippet: file#region -->`. */
  readonly snippet: string | undefined;
}

const block = /^(<!-- snippet: (\S+) -->\n\n?)?```(\w+)\n((?:(?!```).*\n)*)```$/gm;

/** The blocks of code of a page, in order. */
export function findMarkdownBlocks(page: string): readonly MarkdownBlock[] {
  return [...page.matchAll(block)].map(([, , snippet, language = '', code = '']) => ({
    language,
    code: code.trimEnd(),
    snippet,
  }));
}

/** The page with the code of each block that names a snippet replaced. */
export function replaceSnippets(page: string, codeOf: (snippet: string) => string): string {
  return page.replace(block, (whole: string, marker?: string, snippet?: string, language = '') =>
    marker === undefined || snippet === undefined ? whole : `${marker}\`\`\`${language}\n${codeOf(snippet)}\n\`\`\``,
  );
}
