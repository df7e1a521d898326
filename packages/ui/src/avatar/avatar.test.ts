import { asAccountId } from "@cablecut/protocol";
import { expect, test } from "vitest";
import { avatarOf, glyphNames } from "./avatar.ts";

const many = Array.from({ length: 2_000 }, (_, account) => avatarOf(asAccountId(account)));

test("every glyph is somebody's, and the same account always looks the same", () => {
  expect(new Set(many.map(({ glyph }) => glyph))).toEqual(new Set(glyphNames));
  expect(avatarOf(asAccountId(234))).toEqual(avatarOf(asAccountId(234)));
});

test("twelve hues, none of them the amber of what is cut or the red of what is missing", () => {
  const hues = new Set(many.map(({ hue }) => hue));
  expect(hues.size).toBe(12);
  for (const hue of hues) expect(hue >= 55 && hue <= 330, String(hue)).toBe(true);
});
