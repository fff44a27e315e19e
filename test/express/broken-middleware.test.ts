import { expect } from 'chai';
import express from 'express';
import { middlewareRules } from '../http/conformance/middleware-rules.js';
import { planRules } from '../http/conformance/plan-rules.js';
import { brokenMiddlewares } from './broken-middleware.js';
import { expressFramework } from './express-framework.js';

describe('middlewareRules', () => {
  for (const { fault, breaks, make } of brokenMiddlewares) {
    it(`find a middleware that ${fault}`, async function () {
      this.timeout(60_000);
      const tests = planRules(middlewareRules, expressFramework(fault, express, make));
      const broken = await Promise.all(
        tests.map(async ({ rule, run }) => {
          const failed = await run?.().catch(() => true);
          return failed === true ? [rule] : [];
        }),
      );
      expect(broken.flat()).to.deep.equal(breaks);
    });
  }
});
