/** Letters of other scripts that are drawn as Latin ones, in lower case; Unicode's confusables (UTS 39) have them all. */
const lookAlikes: Readonly<Record<string, string>> = {
  // Cyrillic
  а: 'a',
  в: 'b',
  с: 'c',
  ԁ: 'd',
  е: 'e',
  һ: 'h',
  і: 'i',
  ј: 'j',
  к: 'k',
  ӏ: 'l',
  м: 'm',
  н: 'h',
  о: 'o',
  р: 'p',
  ԛ: 'q',
  г: 'r',
  ѕ: 's',
  т: 't',
  ц: 'u',
  ѵ: 'v',
  ԝ: 'w',
  х: 'x',
  у: 'y',
  // Greek
  α: 'a',
  β: 'b',
  ϲ: 'c',
  ε: 'e',
  η: 'n',
  ι: 'i',
  κ: 'k',
  μ: 'u',
  ν: 'v',
  ο: 'o',
  ρ: 'p',
  σ: 'o',
  τ: 't',
  υ: 'u',
  χ: 'x',
  γ: 'y',
  ω: 'w',
  // Armenian
  օ: 'o',
  ս: 'u',
  հ: 'h',
  ց: 'g',
  ո: 'n',
  // Latin letters that have no decomposition, and what Turkish makes of the I in PIN
  ı: 'i',
  ɑ: 'a',
  ɡ: 'g',
  ɩ: 'i',
  ʀ: 'r',
  ᴋ: 'k',
  ø: 'o',
};

const other = /[^\0-\x7f]/gu;

/** Writes letters that look like Latin ones as those, keeping their case. */
export function latinLookAlikes(text: string): string {
  return text.replace(other, (letter) => {
    const lower = letter.toLowerCase();
    const latin = Object.hasOwn(lookAlikes, lower) ? lookAlikes[lower] : undefined;
    return (letter === lower ? latin : latin?.toUpperCase()) ?? letter;
  });
}
