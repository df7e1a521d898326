/** Too low for keys of our own, as in the style of the page of paying: the system's come up instead. */
export function isLowScreen(): boolean {
  return window.matchMedia?.("(max-height: 480px)").matches === true;
}
