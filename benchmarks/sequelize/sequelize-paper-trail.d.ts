declare module 'sequelize-paper-trail' {
  import type { Sequelize } from 'sequelize';

  export interface PaperTrailModel {
    /** Adds the attribute `revision` and the hooks. */
    hasPaperTrail(): unknown;
  }

  export function init(sequelize: Sequelize): {
    /** Defines the model `Revision`. */
    defineModels(): unknown;
  };
}
