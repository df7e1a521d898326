/** Pictures beside each other, each as wide as row 40 sees it; a cell is a PNG, or one with a style or a word under it. */
export async function contactSheet(page, cells, path, columns = 4) {
  const images = cells.map((cell) => {
    const { png, style = "", word = "" } = cell.png === undefined ? { png: cell } : cell;
    const source = `data:image/png;base64,${png.toString("base64")}`;
    return `<figure><img style="${style}" src="${source}"><figcaption>${word}</figcaption></figure>`;
  });
  await page.setViewportSize({ width: columns * 408 + 8, height: 600 });
  await page.setContent(
    `<style>body{margin:8px;background:#444;display:flex;flex-wrap:wrap;gap:8px;font:16px sans-serif;color:#fff}
    figure{margin:0;width:400px}img{width:400px;display:block}</style>${images.join("")}`,
  );
  await page.screenshot({ path, fullPage: true });
}
