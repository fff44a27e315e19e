import { expect } from 'chai';
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

interface Report {
  readonly groups: readonly {
    readonly name: string;
    readonly comparisons: readonly {
      readonly title: string;
      readonly variants: readonly { readonly name: string; readonly samples: readonly number[] }[];
    }[];
  }[];
}

const script = fileURLToPath(new URL('../../benchmarks/dist/bench.js', import.meta.url));
const run = (...args: string[]) => promisify(execFile)(process.execPath, [script, ...args]);

const manyCallers = (callers: number) => [
  'single inserts, 16 connections',
  'single inserts, 1 connection',
  `batches of ${callers}, 1 connection`,
  'auditrail',
];

const indexes = ['action', 'actor', 'claimed', 'request', 'resource', 'subject', 'tenant', 'tx'];
const indexVariants = ['every index', ...indexes.map((name) => `without event_${name}`), 'without any of them'];
const pages = ['first page', 'page 1000 by cursor', 'page 1000 by offset'];

describe('bench', () => {
  let report: Report;

  before(async function () {
    this.timeout(60_000);
    const { stdout } = await run('--quick', 'store', '--json', '-');
    report = JSON.parse(stdout) as Report;
  });

  it('runs the groups that are asked for', () => {
    expect(report.groups.map(({ name }) => name)).to.deep.equal(['store']);
  });

  it('measures every variant in every round', () => {
    const variants = report.groups.flatMap(({ comparisons }) =>
      comparisons.map(({ title, variants: some }) => [title, some.map(({ name }) => name)]),
    );
    expect(variants).to.deep.equal([
      ...['local', '1 ms'].flatMap((route) => [
        [`record(), callers: 1, ${route}`, ['single inserts, 1 connection', 'auditrail']],
        ...[16, 64, 256].map((callers) => [`record(), callers: ${callers}, ${route}`, manyCallers(callers)]),
      ]),
      ['storing 500 events, local', indexVariants],
      ...['every event', "one actor's"].map((events) => [`a page of 100, ${events}, local`, pages]),
    ]);
    for (const { variants: some } of report.groups.flatMap(({ comparisons }) => comparisons)) {
      for (const { samples } of some) expect(samples).to.have.length(2).and.satisfy(areRates);
    }
  });

  it('refuses a group that it does not know', async () => {
    const failure = await run('speed').catch((error: unknown) => error as { code: number; stderr: string });
    expect(failure).to.include({ code: 2 });
    expect(failure.stderr).to.include('There is no group "speed", only http, redact, store, sequelize, proof');
  });
});

function areRates(samples: readonly number[]): boolean {
  return samples.every((value) => Number.isFinite(value) && value > 0);
}
