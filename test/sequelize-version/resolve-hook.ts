import type { ResolveHook } from 'node:module';
import { sequelizePackage } from './sequelize-package.js';

/** Loads the chosen version of Sequelize wherever a module imports it. */
export const resolve: ResolveHook = (specifier, context, nextResolve) =>
  nextResolve(sequelizePackage(specifier), context);
