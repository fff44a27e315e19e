import type { Identity } from '@auditrail-examples/invoicing';

/** What middleware leaves in `ctx.state`. */
export interface State {
  /** Whom the request comes from, once `authenticate` knows. */
  identity?: Identity | undefined;
}
