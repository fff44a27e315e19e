import type { ModelLike } from './model/model-facts.js';
import type { ModelPolicy } from './model/model-policy.js';

/** What a capture covers, as plain JSON: for a check in CI, or for a reader. */
export interface Coverage {
  /** The names of the models whose writes are recorded. */
  readonly captured: readonly string[];
  /** Models whose writes are not, and why. */
  readonly excluded: readonly { readonly model: string; readonly why: string }[];
  /** Attributes that are never recorded, by model. */
  readonly leftOut: Readonly<Record<string, readonly string[]>>;
  /** Tables that have been written to, have no model, and are recorded under their own names. */
  readonly tablesWithoutModel: readonly string[];
  /** Statements that wrote, or were to, and are not in the trail: what they were, and how many. */
  readonly notCaptured: Readonly<Record<string, number>>;
  /** What no statement shows, ever: only triggers in the database would record it. */
  readonly unseen: readonly string[];
}

const unseen: readonly string[] = [
  'functions and procedures that write',
  'triggers that write',
  'COPY FROM',
  'other clients of the database, psql among them',
];

const mostTables = 1_000;

/** Notes what a capture meets, and tells what it covers. */
export class CoverageLog {
  readonly #tables = new Set<string>();
  readonly #notCaptured = new Map<string, number>();

  noteTableWithoutModel(table: string): void {
    if (this.#tables.size < mostTables) this.#tables.add(table);
  }

  noteUncaptured(description: string): void {
    this.#notCaptured.set(description, (this.#notCaptured.get(description) ?? 0) + 1);
  }

  describe(models: readonly ModelLike[], policies: Readonly<Record<string, ModelPolicy>>): Coverage {
    const policyOf = ({ name }: ModelLike) => (Object.hasOwn(policies, name) ? policies[name] : undefined);
    const isCaptured = (model: ModelLike) => policyOf(model)?.capture !== false;
    const namesOf = (some: readonly ModelLike[]) => some.map(({ name }) => name).sort();
    const captured = models.filter(isCaptured);
    const leftOut = captured.map((model) => [model.name, attributesLeftOut(model, policyOf(model))] as const);
    return {
      captured: namesOf(captured),
      excluded: namesOf(models.filter((model) => !isCaptured(model))).map((model) => ({
        model,
        why: 'capture: false',
      })),
      leftOut: Object.fromEntries(leftOut.filter(([, attributes]) => attributes.length > 0)),
      tablesWithoutModel: [...this.#tables].sort(),
      notCaptured: Object.fromEntries([...this.#notCaptured].sort()),
      unseen,
    };
  }
}

function attributesLeftOut({ rawAttributes }: ModelLike, { only, except }: ModelPolicy = {}): readonly string[] {
  if (only === undefined) return except ?? [];
  return Object.keys(rawAttributes).filter((attribute) => !only.includes(attribute));
}
