import { writeFile } from 'node:fs/promises';
import { format } from 'prettier';
import type { BenchmarkGroup, GroupReport } from './benchmark-group.js';
import { parseCommandLine, usage, type CommandLine, type GroupName } from './command-line.js';
import { measureHttp } from './http/http-group.js';
import { measureProof } from './proof/proof-group.js';
import type { BenchReport } from './report/bench-report.js';
import { measureRedact } from './redact/redact-group.js';
import { benchmarkPage } from './report/benchmark-page.js';
import { comparisonTable } from './report/comparison-table.js';
import { describeMachine } from './report/machine.js';
import { measureSequelize } from './sequelize/sequelize-group.js';
import { measureStore } from './store/store-group.js';

const groups: Readonly<Record<GroupName, BenchmarkGroup>> = {
  http: measureHttp,
  proof: measureProof,
  redact: measureRedact,
  sequelize: measureSequelize,
  store: measureStore,
};

async function runGroups({ groups: asked, isQuick, postgresVersions, events }: CommandLine): Promise<BenchReport> {
  const machine = await describeMachine();
  const date = new Date().toISOString();
  const reports: GroupReport[] = [];
  for (const name of asked) {
    const onProgress = (line: string): void => void process.stderr.write(`${name}: ${line}\n`);
    reports.push(await groups[name]({ isQuick, postgresVersions, events, onProgress }));
  }
  return { date, isQuick, machine, groups: reports };
}

function tables({ groups: reports }: BenchReport): string {
  return reports
    .flatMap(({ name, notes, comparisons }) => [[name, ...notes].join('\n'), ...comparisons.map(comparisonTable)])
    .join('\n\n');
}

async function bench(commandLine: CommandLine): Promise<void> {
  const report = await runGroups(commandLine);
  const json = `${JSON.stringify(report, undefined, 2)}\n`;
  process.stdout.write(commandLine.jsonFile === '-' ? json : `${tables(report)}\n`);
  if (commandLine.jsonFile !== undefined && commandLine.jsonFile !== '-') await writeFile(commandLine.jsonFile, json);
  if (commandLine.writesDocs) {
    const page = await format(benchmarkPage(report), { parser: 'markdown' });
    await writeFile(new URL('../../docs/benchmarks.md', import.meta.url), page);
  }
}

function understand(args: readonly string[]): CommandLine | undefined {
  try {
    return parseCommandLine(args);
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n\n${usage}`);
    process.exitCode = 2;
    return undefined;
  }
}

const commandLine = understand(process.argv.slice(2));
if (commandLine?.asksForHelp === true) process.stdout.write(usage);
else if (commandLine !== undefined) await bench(commandLine);
