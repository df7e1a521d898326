/**
 * Runs in the page: what of it nobody can see or reach. Text that is wider or higher than what clips it, something that
 * stands outside of the screen's width, and a main button that no scrolling brings up.
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
