import { AuditError, type SubjectInput } from '@auditrail/core';
import { isProxy } from 'node:util/types';

/** What an application adds to the events of one write: `invoice.update(values, { audit: { reason: '…' } })`. */
export interface WriteAnnotation {
  readonly reason?: string | undefined;
  readonly subject?: SubjectInput | undefined;
  readonly metadata?: unknown;
}

declare module 'sequelize/types/model' {
  // Every option type of a writing method extends this one.
  interface Transactionable {
    /** What to add to the audit events of this write. */
    audit?: WriteAnnotation | undefined;
  }

  interface IncludeOptions {
    /** What to add to the audit events of rows that are created through this include: it has options of its own. */
    audit?: WriteAnnotation | undefined;
  }
}

const known: readonly string[] = ['reason', 'subject', 'metadata'] satisfies (keyof WriteAnnotation)[];

/** What is wrong with an annotation that TypeScript would have refused: OPTIONS_INVALID. */
export function problemOfAnnotation(annotation: unknown): AuditError | undefined {
  const refuse = (problem: string) => new AuditError('OPTIONS_INVALID', `audit: ${problem}`);
  if (annotation === undefined || annotation === null) return undefined;
  if (typeof annotation !== 'object' || Array.isArray(annotation)) return refuse('the option is not an object');
  const unknown = Object.keys(annotation).find((name) => !known.includes(name));
  return unknown === undefined ? undefined : refuse(`there is no option "${unknown.slice(0, 64)}"`);
}

/** So many keys are copied one by one: an event holds no more. */
const mostKeys = 1_000;

/**
 * Metadata of a model or of the capture itself, with what a call adds: its keys, or under one if it has none. Getters are
 * copied, not run.
 */
export function withMetadata(own: unknown, added: unknown): unknown {
  if (own === undefined || added === undefined) return own ?? added;
  // What has no keys of its own may be large: it comes last, where limits cut.
  const { metadata, ...members } = { ...propertiesOf(own), ...propertiesOf(added) };
  return Object.defineProperties({}, { ...members, ...(metadata && { metadata }) });
}

function propertiesOf(metadata: unknown): PropertyDescriptorMap {
  const whole = { metadata: { value: metadata, enumerable: true } };
  if (typeof metadata !== 'object' || metadata === null || isProxy(metadata)) return whole;
  const isPlain = Object.getPrototypeOf(metadata) === Object.prototype;
  return isPlain && Object.keys(metadata).length <= mostKeys ? Object.getOwnPropertyDescriptors(metadata) : whole;
}
