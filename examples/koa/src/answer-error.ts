import { answerToError } from '@auditrail-examples/invoicing';
import type { Middleware } from 'koa';

/** Answers what a handler could not. */
export const answerError: Middleware = async (ctx, next) => {
  try {
    await next();
  } catch (error) {
    const { status, body } = answerToError(error);
    ctx.status = status;
    ctx.body = body;
  }
};
