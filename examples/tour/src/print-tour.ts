import type { Verdict } from './claim.js';
import { renderCell, renderTable, type Cell, type Section } from './table/render-table.js';
import type { Style } from './table/style.js';
import { judgeTampering, type Tampering } from './tamper.js';
import { verdictsOf, type PlayedScene, type TourReport } from './tour.js';
import { eventColumns, eventRow } from './trail/event-row.js';

/** What a tour did, what is on record about it, and whether every promise was kept: lines of at most `width` columns. */
export function printTour(report: TourReport, width: number, style: Style): string[] {
  const { scenes, tamperings, secretSearch } = report;
  const cells: Cell[] = [
    { text: '' },
    {
      text: `${String(scenes.length + 1)}. Somebody who has a database password tries to change the log`,
      emphasis: 'strong',
    },
    ...tamperings.flatMap(tamperingCells),
    { text: '' },
    { text: `${String(scenes.length + 2)}. A search for secrets`, emphasis: 'strong' },
    verdictCell(secretSearch),
    { text: '' },
    summaryCell(verdictsOf(report)),
  ];
  return [
    ...renderTable(
      { columns: eventColumns, detailsTitle: 'changes and details', sections: scenes.map(sceneSection) },
      width,
      style,
    ),
    ...cells.flatMap((cell) => renderCell(cell, width, style)),
  ];
}

function sceneSection({ title, offstage, events, verdicts }: PlayedScene, index: number): Section {
  return {
    heading: `${String(index + 1)}. ${title}${offstage ? ` (${String(events.length)} events, not shown)` : ''}`,
    rows: offstage ? [] : events.map(eventRow),
    remarks: verdicts.map(verdictCell),
  };
}

function tamperingCells(tampering: Tampering): Cell[] {
  const { statement, refusal } = tampering;
  const answer = refusal === undefined ? 'done' : `ERROR: ${refusal.message} (SQLSTATE ${refusal.sqlState})`;
  return [{ text: statement }, { text: answer, emphasis: 'faint' }, verdictCell(judgeTampering(tampering))];
}

function verdictCell({ text, kept }: Verdict): Cell {
  return kept ? { text: `✓ ${text}`, emphasis: 'good' } : { text: `✗ BROKEN: ${text}`, emphasis: 'bad' };
}

function summaryCell(verdicts: readonly Verdict[]): Cell {
  const broken = verdicts.filter(({ kept }) => !kept).length;
  const text = `${String(verdicts.length - broken)} promises kept, ${String(broken)} broken`;
  return { text, emphasis: broken === 0 ? 'good' : 'bad' };
}
