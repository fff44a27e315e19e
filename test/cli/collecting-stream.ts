import { Writable } from 'node:stream';

/** A stream that keeps what is written to it, a terminal if it is given columns. */
export function createCollectingStream(columns?: number) {
  const chunks: string[] = [];
  const stream = new Writable({
    decodeStrings: false,
    write: (chunk: string, _encoding, done) => {
      chunks.push(chunk);
      done();
    },
  });
  return {
    stream: Object.assign(stream, columns !== undefined && { isTTY: true, columns }),
    text: () => chunks.join(''),
  };
}
