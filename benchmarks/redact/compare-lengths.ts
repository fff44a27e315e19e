import type { GroupSettings } from '../benchmark-group.js';
import { compare, type Comparison } from '../measure/comparison.js';
import { interleave, type Rounds } from '../measure/interleave.js';
import type { Variant } from '../measure/variant.js';
import { adversarialTexts, type AdversarialText } from './adversarial-texts.js';

export const nsPerCharacter = 'ns per character';

/** Time against length: where it is linear, a character costs the same in a text of any length. */
export async function compareLengths({ isQuick, onProgress }: GroupSettings): Promise<readonly Comparison[]> {
  const rounds: Rounds = isQuick ? { warmUp: 0, counted: 2 } : { warmUp: 2, counted: 8 };
  const kibibytes = isQuick ? [4, 16] : [64, 256, 1_024];
  const comparisons: Comparison[] = [];
  for (const adversarial of adversarialTexts) {
    const variants = kibibytes.map((length) => timePerCharacter(adversarial, length));
    const measured = await interleave(variants, rounds, (round, all) =>
      onProgress(`${adversarial.name}, round ${round} of ${all}`),
    );
    comparisons.push(compare(adversarial.name, nsPerCharacter, measured));
  }
  return comparisons;
}

function timePerCharacter({ unit, read }: AdversarialText, kibibytes: number): Variant<typeof nsPerCharacter> {
  const text = unit.repeat((kibibytes * 1_024) / unit.length);
  return {
    name: `${kibibytes} KiB`,
    measure: () => {
      const start = performance.now();
      read(text);
      return Promise.resolve({ [nsPerCharacter]: ((performance.now() - start) * 1e6) / text.length });
    },
  };
}
