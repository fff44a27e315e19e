import type { ProblemKind } from '@auditrail/postgres';

/** A way to change the past, and what a verification must say of it. */
export interface Tampering {
  readonly tampering: string;
  /** As a superuser, every guard being switched off. `{month}` is the partition of the events. */
  readonly sql: string;
  /** `kind @ position`, of 300 sealed events. */
  readonly problems: readonly `${ProblemKind}${` @ ${number}` | ''}`[];
}

const at = (position: number) =>
  `(event.occurred_at, event.id) = (SELECT occurred_at, id FROM auditrail.tree_leaf WHERE position = ${String(position)})`;
const update = (position: number, change: string) => `UPDATE {month} AS event SET ${change} WHERE ${at(position)}`;

/** Each is found where it was done, and nothing else is. */
export const tamperings: readonly Tampering[] = [
  {
    tampering: 'a changed body',
    sql: update(7, `body = replace(body, 'invoice', 'voucher')`),
    problems: ['altered @ 7'],
  },
  {
    tampering: 'a changed salt',
    sql: update(7, `salt = '\\x00112233445566778899aabbccddeeff'`),
    problems: ['altered @ 7'],
  },
  { tampering: 'another role that stored it', sql: update(7, `db_role = 'somebody'`), problems: ['altered @ 7'] },
  {
    tampering: 'another time at which it was stored',
    sql: update(7, `recorded_at = recorded_at - interval '1 microsecond'`),
    problems: ['altered @ 7'],
  },
  { tampering: 'another transaction', sql: update(7, `tx = '1'`), problems: ['altered @ 7'] },
  {
    tampering: 'a column that no longer agrees with its body',
    sql: update(299, `actor_id = 'somebody else'`),
    problems: ['column @ 299'],
  },
  {
    tampering: 'two bodies exchanged',
    sql: `WITH other AS (SELECT position, body, salt FROM auditrail.stored_event AS event
            JOIN auditrail.tree_leaf AS leaf ON leaf.id = event.id WHERE position IN (3, 200))
          UPDATE {month} AS event SET body = other.body, salt = other.salt
          FROM other, auditrail.tree_leaf AS leaf
          WHERE leaf.id = event.id AND leaf.position + other.position = 203 AND leaf.position <> other.position`,
    problems: ['altered @ 3', 'altered @ 200'],
  },
  {
    tampering: 'two leaves exchanged',
    sql: `UPDATE auditrail.tree_leaf SET position = position + 1000 WHERE position IN (3, 200);
          UPDATE auditrail.tree_leaf SET position = 1203 - position WHERE position >= 1000`,
    problems: ['reordered @ 3', 'reordered @ 200', 'forked @ 0', 'forked'],
  },
  {
    tampering: 'two leaves exchanged that no full tile has',
    sql: `UPDATE auditrail.tree_leaf SET position = position + 1000 WHERE position IN (260, 290);
          UPDATE auditrail.tree_leaf SET position = 1550 - position WHERE position >= 1000`,
    problems: ['forked @ 0', 'forked'],
  },
  {
    tampering: 'a time that the event has not claimed',
    sql: update(11, `claimed_at = occurred_at + interval '1 day'`),
    problems: ['column @ 11'],
  },
  { tampering: 'a deleted event', sql: `DELETE FROM {month} AS event WHERE ${at(255)}`, problems: ['missing @ 255'] },
  {
    tampering: 'a deleted event with its leaf',
    sql: `DELETE FROM {month} AS event WHERE ${at(100)}; DELETE FROM auditrail.tree_leaf WHERE position = 100`,
    problems: ['missing @ 100'],
  },
  {
    tampering: 'an event and its entry changed alike',
    sql: `${update(9, `db_role = 'somebody'`)};
          UPDATE auditrail.tree_leaf SET entry = replace(entry, '"role":"postgres"', '"role":"somebody"') WHERE position = 9`,
    problems: ['altered @ 9', 'forked @ 0', 'forked'],
  },
  {
    tampering: 'an entry that is none',
    sql: `UPDATE auditrail.tree_leaf SET entry = 'rubbish' WHERE position = 290`,
    problems: ['altered @ 290', 'forked @ 0', 'forked'],
  },
  {
    tampering: 'an entry of another event',
    sql: `UPDATE auditrail.tree_leaf SET entry = (SELECT entry FROM auditrail.tree_leaf WHERE position = 291)
          WHERE position = 290`,
    problems: ['altered @ 290', 'forked @ 0', 'forked'],
  },
  {
    tampering: 'a deleted tail, with its leaves and the head',
    sql: `DELETE FROM {month} AS event USING auditrail.tree_leaf AS leaf WHERE leaf.id = event.id AND position >= 256;
          DELETE FROM auditrail.tree_leaf WHERE position >= 256;
          UPDATE auditrail.tree_head SET size = 256, subtrees = (SELECT root FROM auditrail.tree_tile WHERE index = 0)`,
    problems: ['rolled-back @ 256'],
  },
  {
    tampering: 'an event behind where sealing has been',
    sql: `INSERT INTO {month} (occurred_at, id, body, actor_type, action, outcome, resource_type, source, transactional, tx)
          SELECT occurred_at, gen_random_uuid(), body, actor_type, action, outcome, resource_type, source, transactional, tx
          FROM auditrail.stored_event LIMIT 1`,
    problems: ['unsealed'],
  },
  {
    tampering: 'leaves beyond the head',
    sql: `UPDATE auditrail.tree_head SET size = 256, subtrees = (SELECT root FROM auditrail.tree_tile WHERE index = 0)`,
    problems: ['forked @ 256', 'rolled-back @ 256'],
  },
  {
    tampering: 'a forged checkpoint',
    sql: `UPDATE auditrail.checkpoint SET note = replace(note, E'\\n300\\n', E'\\n299\\n')`,
    problems: ['malformed'],
  },
];
