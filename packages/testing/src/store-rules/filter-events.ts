import type { AuditEvent, EventConditions } from '@auditrail/core';
import { buildEvents } from './rule-events.js';

/** Values that a store which compares loosely takes for one another: case, wildcards, blanks, prefixes, forms of é. */
const ids = ['a', 'A', 'a ', 'a%', 'a_', 'ab', "a'b", 'é', 'e\u0301', '10', '1'] as const;
const actions = ['user.login', 'user.logout', 'user', 'users.list', 'user%.login', 'USER.login', 'use', 'é.a'] as const;

/** Draws from a list; the same draws in every run. */
function createDraw(): <Value>(values: readonly Value[]) => Value {
  let state = 1;
  return (values) => {
    state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32;
    return values[Math.floor((state / 2 ** 32) * values.length)] as (typeof values)[number];
  };
}

/** Events that differ in everything a filter can ask for; some lack what may be missing. */
export function filterEvents(count: number): readonly AuditEvent[] {
  const draw = createDraw();
  const maybe = <Value>(part: Value): Value | undefined => draw([part, part, part, undefined]);
  return buildEvents(count, () => ({
    actor: { type: draw(['user', 'service', 'system', 'anonymous', 'unknown'] as const), id: maybe(draw(ids)) },
    action: draw(actions),
    outcome: draw(['attempted', 'success', 'failure', 'denied'] as const),
    resource: { type: draw(ids), id: maybe(draw(ids)) },
    subject: maybe({ type: draw(ids), id: draw(ids) }),
    tenant: maybe(draw(ids)),
    request: maybe({ id: draw(ids) }),
    source: draw(['http', 'sequelize', 'trigger', 'application'] as const),
  }));
}

/** What each condition means, in the plainest code. */
const meets: { readonly [Name in keyof Required<EventConditions>]: (event: AuditEvent, wanted: string) => boolean } = {
  actorType: ({ actor }, wanted) => actor.type === wanted,
  actorId: ({ actor }, wanted) => actor.id === wanted,
  action: ({ action }, wanted) => action === wanted,
  actionPrefix: ({ action }, wanted) => action.startsWith(wanted),
  resourceType: ({ resource }, wanted) => resource.type === wanted,
  resourceId: ({ resource }, wanted) => resource.id === wanted,
  subjectType: ({ subject }, wanted) => subject?.type === wanted,
  subjectId: ({ subject }, wanted) => subject?.id === wanted,
  outcome: ({ outcome }, wanted) => outcome === wanted,
  tenant: ({ tenant }, wanted) => tenant === wanted,
  requestId: ({ request }, wanted) => request?.id === wanted,
  source: ({ source }, wanted) => source === wanted,
  from: ({ occurredAt }, wanted) => Date.parse(occurredAt) >= Date.parse(wanted),
  to: ({ occurredAt }, wanted) => Date.parse(occurredAt) <= Date.parse(wanted),
};

/** The events that meet every condition, in their order. */
export function filterNaively(events: readonly AuditEvent[], conditions: EventConditions): readonly AuditEvent[] {
  const wanted = Object.entries(conditions) as [keyof EventConditions, string][];
  return events.filter((event) => wanted.every(([name, value]) => meets[name](event, value)));
}

const textConditions: readonly (keyof EventConditions)[] = [
  'actorId',
  'resourceType',
  'resourceId',
  'subjectType',
  'subjectId',
  'tenant',
  'requestId',
];

/** Conditions to ask for: each alone with values that are there and one that is not, then several together. */
export function conditionsToAsk(events: readonly AuditEvent[]): readonly EventConditions[] {
  const [first, third] = [events.at(events.length / 4), events.at((3 * events.length) / 4)] as [AuditEvent, AuditEvent];
  const alone: readonly EventConditions[] = [
    {},
    ...textConditions.flatMap((name) => ['a', 'é', '10', 'absent'].map((value) => ({ [name]: value }))),
    ...['user.login', 'user', 'user.%', 'absent'].map((action) => ({ action })),
    ...['user.', 'users.', 'é.', 'absent.'].map((actionPrefix) => ({ actionPrefix })),
    ...(['user', 'unknown'] as const).map((actorType) => ({ actorType })),
    ...(['attempted', 'denied'] as const).map((outcome) => ({ outcome })),
    ...(['http', 'trigger'] as const).map((source) => ({ source })),
    { from: first.occurredAt },
    { to: third.occurredAt },
  ];
  return [
    ...alone,
    { from: first.occurredAt, to: first.occurredAt },
    { from: first.occurredAt, to: third.occurredAt, actionPrefix: 'user.' },
    { from: third.occurredAt, to: first.occurredAt },
    { actorType: 'user', outcome: 'success', source: 'http' },
    { action: 'user.login', actionPrefix: 'user.', actorType: 'system' },
    { resourceType: 'a', actorType: 'service' },
    { tenant: 'a', outcome: 'denied' },
  ];
}
