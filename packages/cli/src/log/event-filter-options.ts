import type { StreamFilter } from '@auditrail/postgres';
import type { OptionTable, OptionValues } from '../command-line/option.js';

/** Which events: every filter that the log has. */
export const eventFilterOptions = {
  action: { type: 'string', value: 'NAME', help: "An action, or all that begin alike: 'invoice.*'" },
  'actor-type': { type: 'string', value: 'TYPE', help: 'user, service, system, anonymous or unknown' },
  'actor-id': { type: 'string', value: 'ID', help: 'Who did it' },
  'resource-type': { type: 'string', value: 'TYPE', help: 'What it was done to: a model, route, session, …' },
  'resource-id': { type: 'string', value: 'ID', help: 'Which of these' },
  'subject-type': { type: 'string', value: 'TYPE', help: 'Whose data it is: customer, …' },
  'subject-id': { type: 'string', value: 'ID', help: 'Which of these' },
  outcome: { type: 'string', value: 'OUTCOME', help: 'success, failure, denied or attempted' },
  tenant: { type: 'string', value: 'ID', help: 'The tenant' },
  'request-id': { type: 'string', value: 'ID', help: 'The id that Auditrail gave the request' },
  source: { type: 'string', value: 'SOURCE', help: 'http, sequelize, trigger or application' },
  from: {
    type: 'string',
    value: 'TIME',
    help: 'Not before this time, such as 2026-01-31T08:00:00Z, or this day, 2026-01-31 (UTC)',
  },
  to: { type: 'string', value: 'TIME', help: 'Not after this time, or not after this day' },
} as const satisfies OptionTable;

/** Reads the filter; its values are checked by the log. */
export function readEventFilter(values: OptionValues<typeof eventFilterOptions>): StreamFilter {
  const { action, outcome, tenant, source, from, to } = values;
  const filter = {
    action,
    actor: { type: values['actor-type'], id: values['actor-id'] },
    resource: { type: values['resource-type'], id: values['resource-id'] },
    subject: { type: values['subject-type'], id: values['subject-id'] },
    outcome,
    tenant,
    requestId: values['request-id'],
    source,
    from: from === undefined ? undefined : atTimeOfDay(from, '00:00:00.000'),
    to: to === undefined ? undefined : atTimeOfDay(to, '23:59:59.999'),
  };
  return filter as StreamFilter;
}

/** Makes a time of a day; leaves everything else as it is. */
function atTimeOfDay(text: string, time: string): string {
  return /^\d{4}-\d{2}-\d{2}$/.test(text) ? `${text}T${time}Z` : text;
}
