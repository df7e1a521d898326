import type { ScreenSize } from "@cablecut/protocol";

interface Teller {
  on(event: "connect", hear: () => void): unknown;
  emit(event: "screen", size: ScreenSize): unknown;
}

/** The presenter's checklist names the screen: told at every connection and whenever the window has another size. */
export function tellScreenSize(socket: Teller, page: Window): void {
  const tell = (): void => {
    const { innerWidth, innerHeight, devicePixelRatio } = page;
    const [width, height] = [innerWidth, innerHeight].map((length) =>
      Math.max(1, Math.round(length * devicePixelRatio)),
    );
    if (width !== undefined && height !== undefined) socket.emit("screen", { width, height });
  };
  let later: ReturnType<typeof setTimeout> | undefined;
  socket.on("connect", tell);
  page.addEventListener("resize", () => {
    clearTimeout(later);
    later = setTimeout(tell, settledMs);
  });
}

/** A window that is being pulled larger has many sizes. */
const settledMs = 1_000;
