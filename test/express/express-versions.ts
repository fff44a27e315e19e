import express5 from 'express';
import express4 from 'express-4';

/** Every version must obey the same rules. */
export const expressVersions: readonly (readonly [name: string, express: typeof express5])[] = [
  ['Express 4', express4],
  ['Express 5', express5],
];
