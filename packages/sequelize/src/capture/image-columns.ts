import type { DriverAnswer, DriverResult } from '../session/connection.js';

const imageColumns = ['auditrail_old', 'auditrail_new', 'auditrail_inserted'] as const;
/** What `RETURNING *` also gives when a statement has been joined with its own table. */
const joinedColumns: readonly string[] = ['auditrail_table', 'auditrail_ctid', 'auditrail_image'];

/** The columns that a capture adds to a statement's answer. */
export type ImageColumn = (typeof imageColumns)[number];

/** The added values of one row, as text. */
export type ImageTexts = Readonly<Partial<Record<ImageColumn, string | null>>>;

function isImageColumn(name: string): name is ImageColumn {
  return (imageColumns as readonly string[]).includes(name);
}

function isAdded(name: string): boolean {
  return isImageColumn(name) || joinedColumns.includes(name);
}

function liftFrom(result: DriverResult, hadRows: boolean): ImageTexts[] {
  const images = result.rows.map((row) => {
    const texts: Partial<Record<ImageColumn, string | null>> = {};
    for (const name of Object.keys(row).filter(isAdded).reverse()) {
      if (isImageColumn(name)) texts[name] = row[name] as string | null;
      Reflect.deleteProperty(row, name);
    }
    return texts;
  });
  if (!hadRows) result.rows.length = 0;
  result.fields = hadRows ? result.fields.filter((field) => !isAdded((field as { readonly name: string }).name)) : [];
  return images;
}

/**
 * Takes the added columns out of an answer, so that the application sees the one it asked for.
 * `hadRows`: whether the statement asked for rows itself.
 */
export function liftImages(answer: DriverAnswer, hadRows: boolean): readonly ImageTexts[] {
  const results = Array.isArray(answer) ? answer : [answer];
  return results
    .filter(({ fields }) => fields.some((field) => isImageColumn((field as { readonly name: string }).name)))
    .flatMap((result) => liftFrom(result, hadRows));
}
