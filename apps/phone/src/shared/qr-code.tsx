import { useEffect, useState, type JSX } from "react";
import type * as QrMaker from "./qr-path.ts";

type QrPath = ReturnType<typeof QrMaker.qrPath>;

/** Light modules around the code: the standard asks for four. */
const quiet = 4;

interface MadeCode {
  readonly text: string;
  readonly code: QrPath;
}
/** The one code that was made ahead of the tap that shows it. */
let ahead: MadeCode | null = null;

/** The maker of codes is not needed to come in, so it is loaded when that is done. */
function loadQrPath(): Promise<typeof QrMaker | null> {
  // Without it a number is typed and a link is copied.
  return import("./qr-path.ts").catch(() => null);
}

/** Loads the maker and makes this code: the first one takes a slow phone longer than all others, since nothing is compiled yet. */
export async function makeAhead(text: string): Promise<void> {
  const maker = await loadQrPath();
  if (maker === null || ahead?.text === text) return;
  // Loading it was work enough for one breath.
  setTimeout(() => {
    ahead = { text, code: maker.qrPath(text) };
  });
}

/** A QR code as one SVG path, black on white whatever the theme: cameras want contrast. */
export function QrCode({
  text,
  label,
}: {
  readonly text: string;
  readonly label: string;
}): JSX.Element {
  const [made, setMade] = useState(ahead);
  const code = made?.text === text ? made.code : null;
  const isThere = code !== null;
  useEffect(() => {
    if (isThere) return;
    let isLate = false;
    void loadQrPath().then((maker) => {
      if (!isLate && maker !== null) setMade({ text, code: maker.qrPath(text) });
    });
    return () => {
      isLate = true;
    };
  }, [text, isThere]);
  const side = (code?.size ?? 0) + 2 * quiet;
  return (
    <svg
      className="qr"
      viewBox={`0 0 ${side} ${side}`}
      role="img"
      aria-label={label}
      shapeRendering="crispEdges"
    >
      <rect width={side} height={side} fill="#fff" />
      {code === null ? null : (
        <path d={code.path} fill="#000" transform={`translate(${quiet} ${quiet})`} />
      )}
    </svg>
  );
}
