import { AuditError } from '@auditrail/core';
import {
  fullSubtrees,
  leafHash,
  rootOf,
  tileHeight,
  tileWidth,
  type Hash,
  type NodeId,
  type NodeReader,
} from '@auditrail/integrity';
import { columnText } from '../connection/column-text.js';
import type { Execute } from '../connection/connection-pool.js';
import type { SchemaName } from '../schema/schema-name.js';
import { parseBytea } from './bytea.js';
import { splitHashes } from './tree-head.js';

/** Hashes of one level of tiles, from `index` on. */
export interface TileSpan {
  readonly level: number;
  readonly index: number;
  readonly count: number;
}

/** What is stored of a tree is not all of it. */
class IncompleteTree extends AuditError {
  constructor() {
    super('LOG_FORKED', 'What is stored of the tree lacks hashes that were sealed');
  }
}

/** What the work gives; undefined where the stored tree lacks what it reads. */
export async function unlessIncomplete<Value>(work: () => Promise<Value>): Promise<Value | undefined> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof IncompleteTree) return undefined;
    throw error;
  }
}

/**
 * Reads hashes of the stored tree: full tiles as they are; of the partial ones at its edge the leaves from their entries,
 * and the rest from the roots of the tiles below.
 */
export class StoredTree {
  readonly #execute: Execute;
  readonly #schema: SchemaName;
  readonly #size: number;

  constructor(execute: Execute, schema: SchemaName, size: number) {
    this.#execute = execute;
    this.#schema = schema;
    this.#size = size;
  }

  /** The hashes of each level's partial tile, for a tree that is to grow. */
  async readEdge(): Promise<readonly (readonly Hash[])[]> {
    const edge: (readonly Hash[])[] = [];
    for (let [level, hashes] = [0, this.#size]; hashes > 0; level += 1, hashes = Math.floor(hashes / tileWidth)) {
      const count = hashes % tileWidth;
      edge.push(count === 0 ? [] : await this.#readEdgeSpan({ level, index: hashes - count, count }));
    }
    return edge;
  }

  /** The hashes of the full subtrees of the first leaves, from left to right. */
  readSubtrees(size: number): Promise<readonly Hash[]> {
    return this.readNodes(fullSubtrees({ begin: 0, end: size }));
  }

  /** The hashes of one tile, as many as the tree has of it. */
  async readTile(span: TileSpan): Promise<readonly Hash[]> {
    const tile = this.#isInFullTile(span)
      ? (await this.#readTiles([span])).get(tileKey(span))
      : await this.#readEdgeSpan(span);
    if (tile?.length !== span.count) throw new IncompleteTree();
    return tile;
  }

  readonly readNodes: NodeReader = async (nodes) => {
    const spans = nodes.map(spanOf);
    const inTiles = spans.filter((span) => this.#isInFullTile(span));
    const tiles = await this.#readTiles(inTiles);
    const hashes: Hash[] = [];
    for (const span of spans) {
      const tile = tiles.get(tileKey(span));
      const from = span.index % tileWidth;
      const own = tile === undefined ? await this.#readEdgeSpan(span) : tile.slice(from, from + span.count);
      if (own.length !== span.count) throw new IncompleteTree();
      hashes.push(rootOf(own));
    }
    return hashes;
  };

  #isInFullTile({ level, index }: TileSpan): boolean {
    return (Math.floor(index / tileWidth) + 1) * tileWidth ** (level + 1) <= this.#size;
  }

  async #readTiles(spans: readonly TileSpan[]): Promise<ReadonlyMap<string, readonly Hash[]>> {
    if (spans.length === 0) return new Map();
    const wanted = [...new Map(spans.map((span) => [tileKey(span), span])).values()];
    const { rows } = await this.#execute(
      `SELECT tile.level, tile.index, tile.hashes
       FROM unnest($1::smallint[], $2::bigint[]) AS wanted (level, index)
       JOIN ${this.#schema.identifier}.tree_tile AS tile ON tile.level = wanted.level AND tile.index = wanted.index`,
      [wanted.map(({ level }) => level), wanted.map(({ index }) => Math.floor(index / tileWidth))],
    );
    return new Map(
      rows.map((row) => [
        `${columnText(row, 'level')}/${columnText(row, 'index')}`,
        splitHashes(parseBytea(row['hashes'])),
      ]),
    );
  }

  async #readEdgeSpan({ level, index, count }: TileSpan): Promise<readonly Hash[]> {
    const range = [index, index + count];
    if (level === 0) {
      const { rows } = await this.#execute(
        `SELECT entry FROM ${this.#schema.identifier}.tree_leaf WHERE position >= $1 AND position < $2 ORDER BY position`,
        range,
      );
      return rows.map((row) => leafHash(Buffer.from(columnText(row, 'entry'))));
    }
    const { rows } = await this.#execute(
      `SELECT root FROM ${this.#schema.identifier}.tree_tile
       WHERE level = $3 AND index >= $1 AND index < $2 ORDER BY index`,
      [...range, level - 1],
    );
    return rows.map((row) => parseBytea(row['root']));
  }
}

/** The hashes of a tile level that a node stands over. */
function spanOf({ level, index }: NodeId): TileSpan {
  const within = level % tileHeight;
  return { level: (level - within) / tileHeight, index: index * 2 ** within, count: 2 ** within };
}

function tileKey({ level, index }: TileSpan): string {
  return `${String(level)}/${String(Math.floor(index / tileWidth))}`;
}
