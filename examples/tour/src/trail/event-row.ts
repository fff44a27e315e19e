import type { ActorIdentity, AuditEvent, JsonValue, Outcome, Resource } from '@auditrail/core';
import type { Column, Row } from '../table/render-table.js';
import type { Emphasis } from '../table/style.js';
import { describeChanges } from './describe-changes.js';
import { describeValue } from './describe-value.js';

/** The columns of what `eventRow` makes. */
export const eventColumns: readonly Column[] = [
  { title: 'time (UTC)', wraps: false },
  { title: 'actor', wraps: true },
  { title: 'ip', wraps: false },
  { title: 'action', wraps: true },
  { title: 'outcome', wraps: false },
  { title: 'resource', wraps: true },
];

const emphases: Readonly<Record<Outcome, Emphasis>> = {
  attempted: 'faint',
  success: 'good',
  failure: 'bad',
  denied: 'bad',
};

/** An event as a row of a table. */
export function eventRow(event: AuditEvent): Row {
  return {
    cells: [
      { text: event.occurredAt.slice(11, 23), emphasis: 'faint' },
      { text: describeParty(event.actor) },
      { text: event.request?.ip ?? '' },
      { text: event.action },
      { text: event.outcome, emphasis: emphases[event.outcome] },
      { text: describeResource(event.resource) },
    ],
    details: describeDetails(event),
  };
}

function describeParty({ type, id, name }: ActorIdentity): string {
  const identity = id === undefined ? type : `${type} ${id}`;
  return name === undefined ? identity : `${identity} (${name})`;
}

function describeResource({ type, id = '' }: Resource): string {
  if (type === 'route') return id;
  // A composite key is a JSON object; its values tell which row it is.
  return `${type} ${id.replace(/^\{(.*)\}$/, '$1').replace(/"[^"]*":/g, '')}`.trimEnd();
}

function describeDetails(event: AuditEvent): string {
  const { actor, reason, subject } = event;
  return [
    actor.onBehalfOf === undefined ? '' : `on behalf of ${describeParty(actor.onBehalfOf)}`,
    describeChanges(event),
    reason === undefined ? '' : `reason: ${reason}`,
    subject === undefined ? '' : `subject: ${subject.type} ${subject.id}`,
    describeMetadata(event),
  ]
    .filter((part) => part !== '')
    .join('; ');
}

// Of a request only its status: there is more in its metadata than has room here.
function describeMetadata({ source, metadata }: AuditEvent): string {
  if (typeof metadata !== 'object' || metadata === null) return '';
  const entries = Object.entries(metadata).filter(([key]) => source !== 'http' || key === 'status');
  return entries.map(([key, value]) => `${key}: ${describeDatum(value)}`).join(', ');
}

// Objects are small here, such as the code and name of an error: their values tell enough.
function describeDatum(value: JsonValue): string {
  const values = typeof value === 'object' && value !== null ? Object.values(value) : [value];
  return values.map(describeValue).join(' ');
}
