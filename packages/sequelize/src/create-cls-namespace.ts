import { AsyncLocalStorage } from 'node:async_hooks';

type Variables = Record<string, unknown>;

/** The part of a cls-hooked namespace that Sequelize uses. `Sequelize.useCLS` accepts it. */
export interface ClsNamespace {
  /** Runs `work` with variables of its own, which begin as a copy of the surrounding ones. */
  run<Value>(work: (variables: Variables) => Value): Value;
  get(name: string): unknown;
  /** Sets a variable for the rest of the surrounding `run`; outside of every `run` it does nothing. */
  set<Value>(name: string, value: Value): Value;
  /** Makes a function run with the variables of this moment. */
  bind<Args extends unknown[], Value>(work: (...args: Args) => Value): (...args: Args) => Value;
}

/**
 * A namespace for `Sequelize.useCLS` on top of AsyncLocalStorage: like cls-hooked, at a fraction of its cost.
 * `Sequelize.useCLS` holds for the whole process.
 */
export function createClsNamespace(): ClsNamespace {
  const storage = new AsyncLocalStorage<Variables>();
  return {
    // A copy: a transaction that begins inside must not become the one of its surroundings.
    run: (work) => {
      const variables = { ...storage.getStore() };
      return storage.run(variables, () => work(variables));
    },
    get: (name) => storage.getStore()?.[name],
    set: (name, value) => {
      const variables = storage.getStore();
      if (variables !== undefined) variables[name] = value;
      return value;
    },
    bind: (work) => {
      const variables = storage.getStore();
      return (...args) =>
        variables === undefined ? storage.exit(() => work(...args)) : storage.run(variables, () => work(...args));
    },
  };
}
