/** So many rows of a TRUNCATE's table, or of a cascade, are events of their own; more are one event with their number. */
export const mostCapturedRows = 10_000;
