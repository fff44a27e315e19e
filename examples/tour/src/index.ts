export type { Verdict } from './claim.js';
export { printTour } from './print-tour.js';
export type { TourJobs, TourUser, TourUsers } from './stage.js';
export { colouredStyle, plainStyle, type Emphasis, type Style } from './table/style.js';
export type { Tampering } from './tamper.js';
export { lookOf, type TerminalLook } from './terminal.js';
export { runTour, verdictsOf, type PlayedScene, type TourOptions, type TourReport } from './tour.js';
export type { ReadableTrail } from './trail/trail-reader.js';
