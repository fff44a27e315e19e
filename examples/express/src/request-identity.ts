import type { Identity } from '@auditrail-examples/invoicing';

declare module 'express-serve-static-core' {
  interface Request {
    /** Whom the request comes from, once `authenticate` knows. */
    identity?: Identity;
  }
}
