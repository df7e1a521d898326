import type { Browser } from "@playwright/test";

/** A picture, and when it stood on the screen: ms after what the sheet is about. */
export interface Frame {
  readonly atMs: number;
  readonly png: Buffer;
}

/** All of them beside each other, each with its time. */
export async function frameSheet(browser: Browser, frames: readonly Frame[]): Promise<Buffer> {
  const page = await browser.newPage({ viewport: { width: 1_960, height: 600 } });
  const cells = frames.map(({ atMs, png }) => {
    const source = `data:image/png;base64,${png.toString("base64")}`;
    return `<figure><img src="${source}"><figcaption>${atMs} ms</figcaption></figure>`;
  });
  await page.setContent(
    `<style>body{margin:6px;background:#333;color:#fff;font:15px sans-serif;display:flex;flex-wrap:wrap;gap:6px}
    figure{margin:0;width:384px}img{width:384px;display:block}</style>${cells.join("")}`,
  );
  const bytes = await page.screenshot({ fullPage: true });
  await page.close();
  return bytes;
}
