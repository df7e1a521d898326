import { expect, test } from "vitest";
import { checkoutPathRefusal } from "./checkout-path.mjs";

test("a folder in which the pages cannot be built is refused in one line, in both languages", () => {
  for (const path of ["/home/a/cable?cut", "/home/a/c#/cablecut", "C:\\demo #2\\cablecut"]) {
    const refusal = checkoutPathRefusal(path);
    expect(refusal).toContain(`cannot be built in ${path}`);
    expect(refusal).toContain("请重命名或移动该文件夹");
    expect(refusal).not.toContain("\n");
  }
});

test("spaces, quotes, per cents and every language are taken", () => {
  for (const path of ["/home/a b/cablecut", '/50%41/it\'s "so"/演示', "/&=+/cablecut"]) {
    expect(checkoutPathRefusal(path)).toBeNull();
  }
});
