import { AuditError, type AuditRecorder } from '@auditrail/core';
import type { AuditHooksOptions } from '../audit-hooks-options.js';
import type { WriteTarget } from '../capture/events-of-write.js';
import { readRelation } from '../relation/read-relation.js';
import type { Relation } from '../relation/relation.js';
import type { SequelizeLike } from '../sequelize-internals.js';
import type { Execute } from '../session/connection.js';
import { attributesNamedBy, attributesShownBy, policyOfAttribute, type ModelPolicy } from './model-policy.js';
import { schemaOf, tableNameOf, type ModelLike } from './model-facts.js';

/** Finds what a table is to the application: its catalogue entry, its model and the model's policy. */
export class WriteTargets {
  readonly #sequelize: SequelizeLike;
  readonly #policies: Readonly<Record<string, ModelPolicy>>;
  readonly #recorder: AuditRecorder;
  readonly #relations = new Map<string, Relation>();
  #unchecked = true;

  constructor(sequelize: SequelizeLike, recorder: AuditRecorder, options: AuditHooksOptions) {
    this.#sequelize = sequelize;
    this.#recorder = recorder;
    this.#policies = options.models ?? {};
  }

  /**
   * Finds the target of a write; nothing when its table does not exist.
   * Throws OPTIONS_INVALID when the policies name a model or an attribute that does not exist.
   */
  async find(table: string, hint: ModelLike | undefined, execute: Execute): Promise<WriteTarget | undefined> {
    this.#checkPolicies();
    const relation = this.#relations.get(table) ?? (await readRelation(execute, table));
    if (relation === undefined) return undefined;
    this.#relations.set(table, relation);
    const model = this.#findModel(relation, hint);
    const policy = this.#policyOf(model?.name ?? '') ?? {};
    return {
      relation,
      model,
      isExcluded: policy.capture === false,
      policy,
      isShown: (attribute) => isShown(attribute, policy, this.#recorder),
      isKeyShown: (attribute) => isShown(attribute, { fields: policy.fields }, this.#recorder),
    };
  }

  /** Forgets what the catalogue said, so that the next write looks it up. */
  forget(): void {
    this.#relations.clear();
  }

  #findModel(relation: Relation, hint: ModelLike | undefined): ModelLike | undefined {
    if (hint !== undefined && tableNameOf(hint) === relation.name) return hint;
    const models = Object.values(this.#sequelize.models).filter((model) => tableNameOf(model) === relation.name);
    // Two schemas may have a table of the same name: a model that names none means the one on the search_path.
    const inSchema = (schema: string | undefined) => models.find((model) => schemaOf(model) === schema);
    return inSchema(relation.schema) ?? (relation.isVisible ? inSchema(undefined) : undefined);
  }

  #policyOf(modelName: string): ModelPolicy | undefined {
    return Object.hasOwn(this.#policies, modelName) ? this.#policies[modelName] : undefined;
  }

  /** Models may be defined after the registration, so policies are checked at the first write. */
  #checkPolicies(): void {
    if (!this.#unchecked) return;
    for (const [name, policy] of Object.entries(this.#policies)) {
      const model = Object.hasOwn(this.#sequelize.models, name) ? this.#sequelize.models[name] : undefined;
      if (model === undefined) throw invalid(`there is no model "${name}"`);
      const unknown = attributesNamedBy(policy).find((attribute) => !Object.hasOwn(model.rawAttributes, attribute));
      if (unknown !== undefined) throw invalid(`the model "${name}" has no attribute "${unknown}"`);
      // Security: names, subjects and parents are stored as they are.
      const secret = attributesShownBy(policy).find((attribute) => !isShown(attribute, policy, this.#recorder));
      if (secret !== undefined) throw invalid(`the attribute "${secret}" of "${name}" is redacted and cannot be shown`);
    }
    this.#unchecked = false;
  }
}

/** Whether an attribute's value is stored as it is. */
export function isShown(attribute: string, modelPolicy: ModelPolicy, recorder: AuditRecorder): boolean {
  const policy = policyOfAttribute(attribute, modelPolicy);
  return policy === undefined ? !recorder.isSensitive(attribute) : policy === 'keep';
}

function invalid(problem: string): AuditError {
  return new AuditError('OPTIONS_INVALID', `registerAuditHooks: ${problem}`);
}
