/** An option of a command. */
export interface OptionDefinition {
  readonly type: 'string' | 'boolean';
  readonly short?: string;
  /** What help calls its value. */
  readonly value?: string;
  readonly help: string;
}

export type OptionTable = Readonly<Record<string, OptionDefinition>>;

type ValueOf<Type extends OptionDefinition['type']> = Type extends 'boolean' ? boolean : string;

/** The values of options: text, or whether a switch is there. */
export type OptionValues<Options extends OptionTable> = {
  readonly [Name in keyof Options]?: ValueOf<Options[Name]['type']> | undefined;
};
