import type { EventPage } from '@auditrail/core';
import { readOptionalText } from '../input/input-field.js';
import type { Invoicing } from '../invoicing.js';

/** Twenty events, newest first, of an `actor` or a kind of `resource` if given. That they were read is an event too. */
export async function readAuditEvents({ audit }: Invoicing, input: unknown): Promise<EventPage> {
  const page = await audit.query({
    actor: { id: readOptionalText(input, 'actor') },
    resource: { type: readOptionalText(input, 'resource') },
    cursor: readOptionalText(input, 'cursor'),
    limit: 20,
  });
  if (page.isErr()) throw page.error;

  const { events } = page.value;
  const receipt = await audit.record({
    action: 'audit.read',
    resource: { type: 'audit-log' },
    metadata: { events: events.length },
  });
  if (receipt.isErr()) throw receipt.error;
  return page.value;
}
