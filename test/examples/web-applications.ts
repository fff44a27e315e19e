import { openApplication as openOnExpress } from '@auditrail-examples/express';
import { openApplication as openOnKoa } from '@auditrail-examples/koa';
import type { DemoApplication } from '@auditrail-examples/tour';
import { Sequelize } from 'sequelize';

/** The same application on each framework. */
export const webApplications: readonly {
  readonly framework: string;
  readonly open: (connectionString: string) => Promise<DemoApplication>;
}[] = [
  { framework: 'Express', open: openOnExpress },
  {
    framework: 'Koa',
    open: async (connectionString) => {
      const application = await openOnKoa(connectionString);
      return {
        ...application,
        close: async () => {
          await application.close();
          // Other tests of this process do without.
          (Sequelize as unknown as { _cls?: unknown })._cls = undefined;
        },
      };
    },
  },
];
