/** A page in some other engine than Chromium: little more than what a hand and an eye can do. */
export interface EnginePage {
  open(url: string): Promise<void>;
  /** What an expression comes to in the page; anything that JSON can say. */
  value(expression: string): Promise<unknown>;
  /** With a pointer, in pixels of the page's window. */
  press(at: Point): Promise<void>;
  release(): Promise<void>;
  /** Into what has the focus. */
  type(text: string): Promise<void>;
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface BrowserEngine {
  readonly name: string;
  /** With cookies, storage and cache of its own. */
  newPage(size: { readonly width: number; readonly height: number }): Promise<EnginePage>;
  close(): Promise<void>;
}

/** Where the engine is not there to be used: why, and what would bring it. */
export interface Missing {
  readonly missing: string;
}
