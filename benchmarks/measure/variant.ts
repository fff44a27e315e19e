/** One way to do the work that is compared, measured once per round. */
export interface Variant<Figure extends string> {
  readonly name: string;
  readonly measure: () => Promise<Readonly<Record<Figure, number>>>;
}
