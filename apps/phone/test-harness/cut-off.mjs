/**
 * Runs in the page: what of it nobody can see or reach. Text that is wider or higher than what clips it, something that
 * stands outside of the screen's width, and a main button that no scrolling brings up. And a line of small words that begins
 * or ends with the dot between two of them.
 * @returns {string[]}
 */
export function whatIsCutOff() {
  const width = document.documentElement.clientWidth;
  /** @type {string[]} */
  const found = [];
  /** @param {Element} element */
  const nameOf = (element) =>
    `${element.tagName.toLowerCase()}.${String(element.className)} "${(element.textContent ?? "").slice(0, 40)}"`;
  if (document.documentElement.scrollWidth > width)
    found.push(`the page is ${document.documentElement.scrollWidth} px wide`);
  for (const element of document.querySelectorAll("body *")) {
    if (
      !(element instanceof HTMLElement) ||
      element.checkVisibility?.({ checkVisibilityCSS: true }) === false
    )
      continue;
    const own = Array.from(element.childNodes).some(
      (node) => node.nodeType === Node.TEXT_NODE && node.textContent?.trim() !== "",
    );
    if (!own || element.classList.contains("hidden-words")) continue;
    const box = element.getBoundingClientRect();
    if (box.width === 0 || box.height === 0) continue;
    if (box.right > width + 1 || box.left < -1)
      found.push(`outside, ${getComputedStyle(element).fontSize}: ${nameOf(element)}`);
    const clips = getComputedStyle(element).overflowX !== "visible";
    if (clips && element.scrollWidth > element.clientWidth + 1)
      found.push(`cut off: ${nameOf(element)}`);
  }
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = texts.nextNode(); node !== null; node = texts.nextNode()) {
    const element = node.parentElement;
    const words = element?.closest(".person-words, .row-words, .band-words") ?? null;
    if (element === null || words === null || element.closest(".pieces") !== null) continue;
    if (element.checkVisibility?.() === false) continue;
    /** @param {number} at */
    const topOf = (at) => {
      const range = document.createRange();
      range.setStart(node, at);
      range.setEnd(node, at + 1);
      return range.getBoundingClientRect().top;
    };
    const text = node.textContent ?? "";
    for (let at = text.indexOf(" · "); at > 0; at = text.indexOf(" · ", at + 1))
      if (Math.abs(topOf(at - 1) - topOf(at + 3)) > 2)
        found.push(`a dot at the end of a line: ${nameOf(element)}`);
  }
  for (const button of document.querySelectorAll(".main-button, .key-pay, .cue-button")) {
    if (button.checkVisibility?.({ checkVisibilityCSS: true }) === false) continue;
    button.scrollIntoView({ block: "nearest" });
    const { top, bottom } = button.getBoundingClientRect();
    const middle = (top + bottom) / 2;
    if (middle < 0 || middle > window.innerHeight) found.push(`out of reach: ${nameOf(button)}`);
  }
  window.scrollTo(0, 0);
  return found;
}
