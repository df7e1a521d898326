/**
 * Whether a keyboard is still putting characters together, as those for Chinese and Japanese do, some of them digits as well. Until
 * they are there nobody else may write into the field: each further piece would be added to what it is to replace.
 */
export function isComposed(event: Event): boolean {
  // WebKit ends it before it tells of the key that did so.
  if (event instanceof KeyboardEvent) return event.isComposing || event.keyCode === 229;
  return event instanceof InputEvent && event.isComposing;
}
