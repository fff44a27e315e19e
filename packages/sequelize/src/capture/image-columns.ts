import type { DriverAnswer, DriverResult } from '../session/connection.js';

/** The columns that a capture adds to a statement's answer. */
export type ImageColumn = 'auditrail_old' | 'auditrail_new' | 'auditrail_inserted';

/** The added values of one row, as text. */
export type ImageTexts = Readonly<Partial<Record<ImageColumn, string | null>>>;

function isImageColumn(name: string): name is ImageColumn {
  return name === 'auditrail_old' || name === 'auditrail_new' || name === 'auditrail_inserted';
}

function liftFrom(result: DriverResult, hadRows: boolean): ImageTexts[] {
  const images = result.rows.map((row) => {
    const texts: Partial<Record<ImageColumn, string | null>> = {};
    for (const name of Object.keys(row).filter(isImageColumn).reverse()) {
      texts[name] = row[name] as string | null;
      Reflect.deleteProperty(row, name);
    }
    return texts;
  });
  if (!hadRows) result.rows.length = 0;
  result.fields = hadRows
    ? result.fields.filter((field) => !isImageColumn((field as { readonly name: string }).name))
    : [];
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
