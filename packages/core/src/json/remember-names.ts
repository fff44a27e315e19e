const longestRememberedName = 255;
const mostRememberedNames = 2_000;

/** Remembers the answers about names. Names come from users' data, so what is remembered is bounded. */
export function rememberNames<Answer>(ask: (name: string) => Answer): (name: string) => Answer {
  const answers = new Map<string, Answer>();
  return (name) => {
    if (name.length > longestRememberedName) return ask(name);
    const known = answers.get(name);
    if (known !== undefined) return known;
    const answer = ask(name);
    if (answers.size >= mostRememberedNames) answers.clear();
    answers.set(name, answer);
    return answer;
  };
}
