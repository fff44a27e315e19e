import type { WriteAnnotation } from '@auditrail/sequelize';
declare module 'sequelize' {
  interface Logging {
    audit?: WriteAnnotation;
  }
}
