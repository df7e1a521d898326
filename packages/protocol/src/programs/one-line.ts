/** What a program says back of the words that it was given, in one line: line ends and other control characters as JSON writes them. */
export function inOneLine(text: string): string {
  return text.replaceAll(/\p{Cc}/gu, (character) => {
    const code = character.charCodeAt(0).toString(16).padStart(4, "0");
    return short[character] ?? `\\u${code}`;
  });
}

const short: Readonly<Record<string, string>> = { "\n": "\\n", "\r": "\\r", "\t": "\\t" };
