import { createHash } from 'node:crypto';
import { open, readFile, stat, type FileHandle } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { bodyDigest, encodeEventEntry, leafHash } from '@auditrail/integrity';
import type { ArchiveManifest } from '../archive/archive-manifest.js';
import { firstDayOf } from '../maintenance/month.js';
import type { ProblemList } from './problem-list.js';

/** The events of an archive by the leaf, in base64, that each must have. */
export interface ArchivedLeaves {
  /** `YYYY-MM`, in UTC. */
  readonly month: string;
  readonly idByLeaf: ReadonlyMap<string, string>;
}

/**
 * Reads an archive, and compares its files with its manifest. The manifest's own name says which month it is: what it
 * names besides could be any. Rejects where a file cannot be read.
 */
export async function readArchivedLeaves(manifestPath: string, problems: ProblemList): Promise<ArchivedLeaves> {
  const month = basename(manifestPath, '.manifest.json');
  if (firstDayOf(month).isErr()) throw new Error('the manifest of an archive is named YYYY-MM.manifest.json');
  const manifest = JSON.parse(await readFile(manifestPath, 'utf8')) as ArchiveManifest;
  if (manifest.month !== month) problems.add({ kind: 'malformed', detail: `the manifest is not one of ${month}` });
  const pathOf = (file: string) => join(dirname(manifestPath), file);
  const [bodies, facts] = [pathOf(`${month}.jsonl`), pathOf(`${month}.facts.jsonl`)];
  const idByLeaf = new Map<string, string>();
  let lines = 0;
  for await (const [body, fact] of pairLines(bodies, facts)) {
    lines += 1;
    const event = readEvent(body, fact);
    if (event?.month !== month) {
      problems.add({ kind: 'malformed', detail: `line ${String(lines)} is no event of ${month}` });
    } else idByLeaf.set(event.leaf, event.id);
  }
  for (const [path, sha256] of [
    [bodies, manifest.bodies.sha256],
    [facts, manifest.facts.sha256],
  ] as const) {
    if ((await sha256Of(path)) === sha256) continue;
    problems.add({ kind: 'altered', detail: `${basename(path)} is not the file that its manifest names` });
  }
  if (lines !== manifest.events) {
    const detail = `the archive has ${String(lines)} events, its manifest names ${String(manifest.events)}`;
    problems.add({ kind: 'missing', detail });
  }
  return { month, idByLeaf };
}

/** The lines of two files side by side; where one is longer, with nothing beside its last lines. */
async function* pairLines(one: string, other: string): AsyncGenerator<readonly [string, string]> {
  const files = [await openFile(one), await openFile(other)] as const;
  try {
    const [left, right] = [files[0].readLines(), files[1].readLines()].map((lines) => lines[Symbol.asyncIterator]());
    for (;;) {
      const [a, b] = [await left?.next(), await right?.next()];
      if (a?.done !== false && b?.done !== false) return;
      yield [a?.done === false ? a.value : '', b?.done === false ? b.value : ''];
    }
  } finally {
    await Promise.all(files.map((file) => file.close()));
  }
}

/** What the database says of an event, as the archive has it. */
type ArchivedFacts = Readonly<Record<'id' | 'occurredAt' | 'recordedAt' | 'dbRole' | 'tx' | 'salt', string>>;

/** The leaf that an event must have, of its body and of what the database says of it. */
function readEvent(
  body: string,
  fact: string,
): { readonly id: string; readonly month: string; readonly leaf: string } | undefined {
  try {
    const { id, occurredAt, recordedAt, dbRole, tx, salt } = JSON.parse(fact) as ArchivedFacts;
    if ([id, occurredAt, recordedAt, dbRole, tx, salt].some((value) => typeof value !== 'string')) return undefined;
    const digest = Buffer.from(bodyDigest(Buffer.from(salt, 'hex'), body)).toString('base64');
    const entry = encodeEventEntry({ id, occurredAt, recordedAt, role: dbRole, transaction: tx, digest });
    const month = occurredAt.slice(0, 'YYYY-MM'.length);
    return { id, month, leaf: Buffer.from(leafHash(entry)).toString('base64') };
  } catch {
    return undefined;
  }
}

async function sha256Of(path: string): Promise<string> {
  const hash = createHash('sha256');
  const file = await openFile(path);
  for await (const chunk of file.createReadStream()) hash.update(chunk as Buffer);
  return hash.digest('hex');
}

/** A device or a pipe would have no end. */
async function openFile(path: string): Promise<FileHandle> {
  if ((await stat(path)).isFile()) return open(path);
  throw new Error('what an archive consists of is files');
}
