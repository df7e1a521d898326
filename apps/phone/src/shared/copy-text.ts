/** Over plain http there is no clipboard but that of a selected field. False where the browser refused. */
export function copyText(text: string): boolean {
  const field = document.createElement("textarea");
  field.value = text;
  field.readOnly = true;
  field.style.position = "fixed";
  field.style.opacity = "0";
  document.body.append(field);
  field.select();
  try {
    // oxlint-disable-next-line typescript/no-deprecated -- the only way on a plain http page
    return document.execCommand("copy");
  } catch {
    return false;
  } finally {
    field.remove();
  }
}
