const words: Readonly<Record<"en" | "zh", readonly string[]>> = {
  en: ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"],
  zh: ["零", "一", "两", "三", "四", "五", "六", "七", "八", "九", "十"],
};

/** "five", "四": up to ten as people say them, figures above. In Chinese before a measure word, so two is 两. */
export function countWord(count: number, language: "en" | "zh"): string {
  return words[language][count] ?? String(count);
}
