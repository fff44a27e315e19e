import type { ActorIdentity, Resource, StoredEvent } from '@auditrail/core';
import { inspect } from 'node:util';
import type { Difference } from './find-differences.js';

/** An event and how it differs from the expected one. */
export interface ComparedEvent {
  readonly event: StoredEvent;
  readonly differences: readonly Difference[];
}

const mostEvents = 5;
const mostDifferences = 6;
const longestValue = 120;

/** What was expected, on one line. */
export function describeExpected(expected: object): string {
  return shorten(expected, 4 * longestValue);
}

/** The events nearest to the expected one, a line each, and a line for each field that differs. */
export function describeClosest(compared: readonly ComparedEvent[]): string {
  const ofAction = ({ differences }: ComparedEvent) => (differences.some(({ path }) => path === 'action') ? 1 : 0);
  const nearest = compared.toSorted(
    (one, other) => ofAction(one) - ofAction(other) || one.differences.length - other.differences.length,
  );
  const lines = nearest.slice(0, mostEvents).map(describeEvent);
  const left = nearest.length - lines.length;
  return [...lines, ...(left > 0 ? [`  … and ${left} more`] : [])].join('\n');
}

function describeEvent({ event, differences }: ComparedEvent): string {
  const { action, outcome, actor, resource, occurredAt } = event;
  const lines = differences
    .slice(0, mostDifferences)
    .map(({ path, expected, found }) => `      ${path}: expected ${shorten(expected)}, found ${shorten(found)}`);
  const left = differences.length - lines.length;
  return [
    `  - ${action} (${outcome}) by ${describeParty(actor)} on ${describeParty(resource)} at ${occurredAt}`,
    ...lines,
    ...(left > 0 ? [`      … and ${left} more fields`] : []),
  ].join('\n');
}

function describeParty({ type, id }: ActorIdentity | Resource): string {
  return id === undefined ? type : `${type} ${id}`;
}

function shorten(value: unknown, longest = longestValue): string {
  const text = inspect(value, { depth: 6, breakLength: Infinity, compact: true });
  return text.length <= longest ? text : `${text.slice(0, longest)}…`;
}
