import type { WriteStream } from 'node:tty';
import { colouredStyle, plainStyle, type Style } from './table/style.js';

/** What a stream can show. */
export interface TerminalLook {
  readonly width: number;
  readonly style: Style;
}

/** Colours only on a terminal whose user has not asked for none (no-color.org); 160 columns where there is no terminal. */
export function lookOf(stream: Pick<WriteStream, 'columns' | 'isTTY'>, environment: NodeJS.ProcessEnv): TerminalLook {
  const colours = stream.isTTY && !environment['NO_COLOR'] && environment['TERM'] !== 'dumb';
  return {
    width: stream.isTTY && stream.columns > 0 ? stream.columns : 160,
    style: colours ? colouredStyle : plainStyle,
  };
}
