/** What a piece of text is, for terminals that can show it. */
export type Emphasis = 'strong' | 'faint' | 'good' | 'bad';

/** Puts emphasis on text that takes its final width already. */
export type Style = (text: string, emphasis?: Emphasis) => string;

const codes: Readonly<Record<Emphasis, number>> = { strong: 1, faint: 2, good: 32, bad: 31 };

export const plainStyle: Style = (text) => text;

export const colouredStyle: Style = (text, emphasis) =>
  emphasis === undefined || text === '' ? text : `\u001b[${String(codes[emphasis])}m${text}\u001b[0m`;
