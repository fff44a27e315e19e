import { createHash } from 'node:crypto';
import { open, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { bodyDigest, encodeEventEntry, leafHash } from '@auditrail/integrity';
import type { ArchiveManifest } from '../archive/archive-manifest.js';
import type { ProblemList } from './problem-list.js';

/** The events of an archive by the leaf, in base64, that each must have. */
export interface ArchivedLeaves {
  /** `YYYY-MM`, in UTC. */
  readonly month: string;
  readonly idByLeaf: ReadonlyMap<string, string>;
}

/** Reads an archive, and compares its files with its manifest. Rejects where a file cannot be read. */
export async function readArchivedLeaves(manifestPath: string, problems: ProblemList): Promise<ArchivedLeaves> {
  const manifest = JSON.parse(await readFile(manifestPath, 'utf8')) as ArchiveManifest;
  const pathOf = (file: string) => join(dirname(manifestPath), file);
  const idByLeaf = new Map<string, string>();
  let lines = 0;
  for await (const [body, fact] of pairLines(pathOf(manifest.bodies.file), pathOf(manifest.facts.file))) {
    lines += 1;
    const event = readEvent(body, fact);
    if (event === undefined) problems.add({ kind: 'malformed', detail: `line ${String(lines)} is no event` });
    else idByLeaf.set(event.leaf, event.id);
  }
  for (const { file, sha256 } of [manifest.bodies, manifest.facts]) {
    if ((await sha256Of(pathOf(file))) === sha256) continue;
    problems.add({ kind: 'altered', detail: `${file} is not the file that its manifest names` });
  }
  if (lines !== manifest.events) {
    const detail = `the archive has ${String(lines)} events, its manifest names ${String(manifest.events)}`;
    problems.add({ kind: 'missing', detail });
  }
  return { month: manifest.month, idByLeaf };
}

/** The lines of two files side by side; where one is longer, with nothing beside its last lines. */
async function* pairLines(one: string, other: string): AsyncGenerator<readonly [string, string]> {
  const files = [await open(one), await open(other)] as const;
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

/** The leaf that an event must have, of its body and of what the database says of it. */
function readEvent(body: string, fact: string): { readonly id: string; readonly leaf: string } | undefined {
  try {
    const { id, occurredAt, recordedAt, dbRole, tx, salt } = JSON.parse(fact) as Readonly<Record<string, string>>;
    if ([id, occurredAt, recordedAt, dbRole, tx, salt].some((value) => typeof value !== 'string')) return undefined;
    const digest = Buffer.from(bodyDigest(Buffer.from(salt ?? '', 'hex'), body)).toString('base64');
    const entry = encodeEventEntry({
      id: id ?? '',
      occurredAt: occurredAt ?? '',
      recordedAt: recordedAt ?? '',
      role: dbRole ?? '',
      transaction: tx ?? '',
      digest,
    });
    return { id: id ?? '', leaf: Buffer.from(leafHash(entry)).toString('base64') };
  } catch {
    return undefined;
  }
}

async function sha256Of(path: string): Promise<string> {
  const hash = createHash('sha256');
  const file = await open(path);
  for await (const chunk of file.createReadStream()) hash.update(chunk as Buffer);
  return hash.digest('hex');
}
