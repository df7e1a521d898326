import { createRoot, type Root } from "react-dom/client";

/** Jsdom has none and a browser has one. Nothing changes its size where nothing is laid out. */
export class StillResizeObserver {
  observe(): void {}
  unobserve(): void {}
  disconnect(): void {}
}

interface Mounted {
  readonly element: HTMLElement;
  readonly root: Root;
  /** Within act(), where React is told to expect that. */
  readonly unmount: () => void;
}

/** Somewhere in the page for a test to draw into. */
export function mounted(): Mounted {
  const element = document.createElement("div");
  document.body.append(element);
  const root = createRoot(element);
  const unmount = (): void => {
    root.unmount();
    element.remove();
  };
  return { element, root, unmount };
}
