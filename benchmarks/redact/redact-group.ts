import type { GroupReport, GroupSettings } from '../benchmark-group.js';
import { compareLengths } from './compare-lengths.js';
import { compareRedactors } from './compare-redactors.js';

/** What redaction costs and what it misses, and whether the time of every parser grows with the length alone. */
export async function measureRedact(settings: GroupSettings): Promise<GroupReport> {
  return {
    name: 'redact',
    notes: [
      '@pinojs/redact is given the paths of two of ten secrets, as an application would; it only redacts and serialises, where auditrail makes a whole event: copied, limited, redacted, canonical.',
      'Time against length: in each table a character should cost the same in every row.',
    ],
    comparisons: [...(await compareRedactors(settings)), ...(await compareLengths(settings))],
  };
}
