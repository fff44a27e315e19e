import { LogVerifier, type Checkpoint } from '@auditrail/integrity';
import { columnText } from '../connection/column-text.js';
import type { Check } from './examined-log.js';
import { fail, pass, warn, type Finding } from './finding.js';

/** Where a log publishes its checkpoints, and whose key signs them. */
export interface ExaminedAnchor {
  /** Which log this is: the name of its key. */
  readonly origin: string;
  /** The public keys that may sign it, `name+id+base64`. */
  readonly keys: readonly string[];
  /** What the anchor has, each a signed note, oldest first. */
  readonly anchored: readonly string[];
}

const remedy = 'auditrail verify';

/** Whether the log has what its anchor has, signed by its key; without an anchor there is nothing to compare. */
export function checkAnchor(anchor: ExaminedAnchor | undefined): Check {
  return async ({ rows, schema }) => {
    if (anchor === undefined) return [];
    const verifier = LogVerifier.create(anchor);
    if (!verifier.ok) return [fail('anchor', `the key: ${verifier.failure.message}`)];
    const note = anchor.anchored.at(-1);
    if (note === undefined) return [warn('anchor', 'the anchor has no checkpoint', 'auditrail seal')];
    const anchored = verifier.value.verifyCheckpoint(note);
    if (!anchored.ok) return [fail('anchor', `the last checkpoint of the anchor: ${anchored.failure.message}`, remedy)];
    const [head] = await rows(`SELECT size FROM ${schema.identifier}.tree_head`);
    const stored = await rows(
      `SELECT note FROM ${schema.identifier}.checkpoint
       WHERE size = $1 OR size = (SELECT max(size) FROM ${schema.identifier}.checkpoint) ORDER BY size`,
      [anchored.value.size],
    );
    const checkpoints = stored.map((row) => verifier.value.verifyCheckpoint(columnText(row, 'note')));
    const broken = checkpoints.find((checkpoint) => !checkpoint.ok);
    if (broken?.ok === false) {
      return [fail('anchor', `a checkpoint in the database: ${broken.failure.message}`, remedy)];
    }
    const signed = checkpoints.flatMap((checkpoint) => (checkpoint.ok ? [checkpoint.value] : []));
    return [compare(anchored.value, Number(head?.['size']), signed)];
  };
}

function compare(anchored: Checkpoint, size: number, signed: readonly Checkpoint[]): Finding {
  const said = `the anchor says ${String(anchored.size)} events`;
  if (size < anchored.size) return fail('anchor', `${said}, the log has ${String(size)}`, remedy);
  const same = signed.find((checkpoint) => checkpoint.size === anchored.size);
  if (same !== undefined && Buffer.compare(same.root, anchored.root) !== 0) {
    return fail('anchor', `${said}, and others than the database has`, remedy);
  }
  const last = signed.at(-1)?.size ?? 0;
  if (last > anchored.size) {
    return warn('anchor', `${said}, the database has one that was signed at ${String(last)}`, 'auditrail seal');
  }
  return pass('anchor', `${said}, and the log has them`);
}
