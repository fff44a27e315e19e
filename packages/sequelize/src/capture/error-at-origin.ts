import type { ComposedText } from '../statement/compose-text.js';

/** Gives PostgreSQL's error the position that it has in the application's own text; anything else stays as it is. */
export function errorAtOrigin(error: unknown, originOf: ComposedText['originOf'] | undefined): unknown {
  const holder = error as { position?: unknown } | null | undefined;
  if (typeof holder !== 'object' || typeof holder?.position !== 'string') return error;
  const origin = originOf?.(Number(holder.position));
  if (origin !== undefined) holder.position = String(origin);
  return error;
}
