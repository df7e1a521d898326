/**
 * What a program says back of what it was given, in one line and in the order in which it stands there: line ends, other
 * control characters and what nobody sees, such as marks that turn the direction of reading, as JSON writes them.
 */
export function inOneLine(text: string): string {
  return text.replaceAll(unseen, (character) => short[character] ?? escaped(character));
}

/** Control characters, formats, and what ends a line or a paragraph. */
const unseen = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

const short: Readonly<Record<string, string>> = { "\n": "\\n", "\r": "\\r", "\t": "\\t" };

/** Of one beyond the first plane both halves. */
function escaped(character: string): string {
  return Array.from({ length: character.length }, (_, at) => {
    const code = character.charCodeAt(at).toString(16).padStart(4, "0");
    return `\\u${code}`;
  }).join("");
}
