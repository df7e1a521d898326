/** Two pictures a second: a presenter looks at it to see that it is right, and the show's machine draws it beside the show. */
const frameMs = 500;

/** The page is a presenter's small picture of what the audience sees: the same page, still, heard by nobody, and no screen. */
export function isMirror(search: string): boolean {
  return new URLSearchParams(search).has("mirror");
}

/** To be called before anything is drawn. Whoever asks for the next frame gets it half a second later. */
export function drawSeldom(page: Window & typeof globalThis): void {
  const { document } = page;
  const asked = new Map<number, FrameRequestCallback>();
  let number = 0;
  page.requestAnimationFrame = (draw) => {
    number += 1;
    asked.set(number, draw);
    return number;
  };
  page.cancelAnimationFrame = (frame) => void asked.delete(frame);
  page.setInterval(() => {
    const due = [...asked.values()];
    asked.clear();
    for (const draw of due) draw(page.performance.now());
  }, frameMs);
  const matchMedia = page.matchMedia.bind(page);
  page.matchMedia = (query) => matchMedia(query.includes("prefers-reduced-motion") ? "all" : query);
  const still = document.createElement("style");
  still.textContent = "*,*::before,*::after{animation:none!important;transition:none!important}";
  document.head.append(still);
}
