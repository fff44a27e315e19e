import type { User } from '@auditrail-examples/invoicing';

declare module 'express-serve-static-core' {
  interface Request {
    /** Who sent the request, once `authenticate` knows. */
    user?: User;
  }
}
