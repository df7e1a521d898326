import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";
import html from "../../../index.html?raw";
import { HomeShell } from "./home-shell.tsx";

test("the page that is painted first is the one that the script draws", () => {
  const painted = /<div id="root">([\s\S]*?)<\/div>\s*<script/.exec(html)?.[1] ?? "";
  const tight = (text: string): string => text.replace(/\s+</g, "<").replace(/>\s+/g, ">");
  expect(tight(painted)).toBe(tight(renderToStaticMarkup(<HomeShell words={null} />)));
});
