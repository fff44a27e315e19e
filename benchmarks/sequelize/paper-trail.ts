import type { Model, ModelStatic, Sequelize } from 'sequelize';
import { init, type PaperTrailModel } from 'sequelize-paper-trail';

/** Audits with sequelize-paper-trail as its documentation says, before the tables are made. */
export function addPaperTrail(sequelize: Sequelize, Audited: ModelStatic<Model>): void {
  // The library puts hasPaperTrail, bound to this instance, on the Model class that all instances share.
  init(sequelize).defineModels();
  (Audited as typeof Audited & PaperTrailModel).hasPaperTrail();
}
