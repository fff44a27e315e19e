import { LogVerifier, type Checkpoint } from '@auditrail/integrity';
import { columnText } from '../connection/column-text.js';
import type { KnownLog } from '../verification/known-log.js';
import type { Check } from './examined-log.js';
import { fail, pass, warn, type Finding } from './finding.js';

const remedy = 'auditrail verify';

/** Whether the log has what its anchor has, signed by its key; without an anchor there is nothing to compare. */
export function checkAnchor(anchor: KnownLog | undefined): Check {
  return async ({ rows, schema }) => {
    if (anchor === undefined) return [];
    const verifier = LogVerifier.create(anchor);
    if (!verifier.ok) return [fail('anchor', `the key: ${verifier.failure.message}`)];
    const note = anchor.anchored?.at(-1);
    if (note === undefined) return [warn('anchor', 'the anchor has no checkpoint', 'auditrail seal')];
    const anchored = verifier.value.verifyCheckpoint(note);
    if (!anchored.ok) return [fail('anchor', `the last checkpoint of the anchor: ${anchored.failure.message}`, remedy)];
    const [seen] = await rows(
      `SELECT pg_catalog.has_schema_privilege(namespace.oid, 'USAGE')
         AND bool_and(pg_catalog.has_table_privilege(class.oid, 'SELECT')) AS may
       FROM pg_catalog.pg_class AS class JOIN pg_catalog.pg_namespace AS namespace ON namespace.oid = class.relnamespace
       WHERE namespace.nspname = $1 AND class.relname IN ('tree_head', 'checkpoint') GROUP BY namespace.oid`,
      [schema.plain],
    );
    if (seen?.['may'] !== 't') {
      const message = 'the role of this connection may not see what is signed';
      return [warn('anchor', message, 'examine the log as the maintainer')];
    }
    const [head] = await rows(`SELECT size FROM ${schema.identifier}.tree_head`);
    const stored = await rows(
      `SELECT note FROM ${schema.identifier}.checkpoint
       WHERE size = $1 OR size = (SELECT max(size) FROM ${schema.identifier}.checkpoint) ORDER BY size`,
      [anchored.value.size],
    );
    const signed: Checkpoint[] = [];
    for (const row of stored) {
      const checkpoint = verifier.value.verifyCheckpoint(columnText(row, 'note'));
      if (!checkpoint.ok)
        return [fail('anchor', `a checkpoint in the database: ${checkpoint.failure.message}`, remedy)];
      signed.push(checkpoint.value);
    }
    return [compare(anchored.value, Number(head?.['size'] ?? 0), signed)];
  };
}

function compare(anchored: Checkpoint, size: number, signed: readonly Checkpoint[]): Finding {
  const said = `the anchor says ${String(anchored.size)} events`;
  if (size < anchored.size) return fail('anchor', `${said}, the log has ${String(size)}`, remedy);
  const same = signed.find((checkpoint) => checkpoint.size === anchored.size);
  // The sealer notes each when it has been shown that the log begins with it: a log that was restored lacks the last.
  if (same === undefined || Buffer.compare(same.root, anchored.root) !== 0) {
    return fail('anchor', `${said}, which the database has not signed`, remedy);
  }
  const last = signed.at(-1)?.size ?? 0;
  if (last > anchored.size) {
    return warn('anchor', `${said}, the database has one that was signed at ${String(last)}`, 'auditrail seal');
  }
  return pass('anchor', `${said}, and the log has them`);
}
