import { documents, readDocument, writeDocument } from './documents.js';
import { replaceSnippets } from './markdown-blocks.js';
import { snippetCode } from './snippet-code.js';

// The program `npm run docs`: brings the code in every page up to date with the tests that run it.
for (const path of documents) {
  const page = readDocument(path);
  const written = replaceSnippets(page, snippetCode);
  if (written !== page) writeDocument(path, written);
}
