import Module, { register } from 'node:module';
import { sequelizePackage } from './sequelize-package.js';

interface ModuleInternals {
  _resolveFilename(request: string, ...others: readonly unknown[]): string;
}

// import goes through the hook, require through the method that every tool of this kind replaces.
register('./resolve-hook.js', import.meta.url);
const internals = Module as unknown as ModuleInternals;
const resolveFilename = internals._resolveFilename.bind(Module);
internals._resolveFilename = (request, ...others) => resolveFilename(sequelizePackage(request), ...others);
