/** What is known of an action. */
export interface ActionDefinition {
  /** The only resource type the action is recorded with; any when left out. */
  readonly resource?: string;
  /** Labels for reports: `pci:10.2.1.4`, `gdpr`. */
  readonly tags?: readonly string[];
}

/** The actions of an application by name. */
export interface ActionCatalogue {
  readonly [action: string]: ActionDefinition;
}

/** The names in a catalogue. */
export type ActionName<Catalogue extends ActionCatalogue> = keyof Catalogue & string;

/** The resource type that goes with an action. */
export type ResourceTypeOf<
  Catalogue extends ActionCatalogue,
  Action extends keyof Catalogue,
> = Catalogue[Action] extends {
  readonly resource: infer Type extends string;
}
  ? Type
  : string;

/** Declares the actions of an application, so that a misspelt one does not compile. */
export function defineActions<const Catalogue extends ActionCatalogue>(catalogue: Catalogue): Catalogue {
  return Object.freeze(catalogue);
}
