import type { Actor, AuditEvent, Outcome, Resource } from '@auditrail/core';
import type { Column, Row } from '../table/render-table.js';
import type { Emphasis } from '../table/style.js';
import { describeChanges } from './describe-changes.js';

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
      { text: describeActor(event.actor) },
      { text: event.request?.ip ?? '' },
      { text: event.action },
      { text: event.outcome, emphasis: emphases[event.outcome] },
      { text: describeResource(event.resource) },
    ],
    details: describeDetails(event),
  };
}

function describeActor({ type, id, name }: Actor): string {
  const identity = id === undefined ? type : `${type} ${id}`;
  return name === undefined ? identity : `${identity} (${name})`;
}

function describeResource({ type, id = '' }: Resource): string {
  if (type === 'route') return id;
  // A composite key is a JSON object; its values tell which row it is.
  return `${type} ${id.replace(/^\{(.*)\}$/, '$1').replace(/"[^"]*":/g, '')}`.trimEnd();
}

function describeDetails(event: AuditEvent): string {
  const { reason, subject } = event;
  return [
    describeChanges(event),
    reason === undefined ? '' : `reason: ${reason}`,
    subject === undefined ? '' : `subject: ${subject.type} ${subject.id}`,
    describeStatus(event),
  ]
    .filter((part) => part !== '')
    .join('; ');
}

function describeStatus({ source, metadata }: AuditEvent): string {
  const isRequest = source === 'http' && typeof metadata === 'object' && metadata !== null && 'status' in metadata;
  return isRequest ? `status ${JSON.stringify(metadata['status'])}` : '';
}
