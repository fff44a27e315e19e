// The alias under which Express 4 is installed next to Express 5; the tests use what both have in common.
declare module 'express-4' {
  import express from 'express';
  export = express;
}
