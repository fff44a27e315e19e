import { visibleText } from '../encoding/visible-text.js';
import { StandardOutput } from '../output/standard-output.js';
import type { TextStream } from './surroundings.js';

/** Writes lines that may name anything, each one visible. */
export async function printLines(stream: TextStream, lines: readonly string[]): Promise<void> {
  await new StandardOutput(stream).write(lines.map((line) => `${visibleText(line)}\n`).join(''));
}
