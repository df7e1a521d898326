import { useEffect, useState, type JSX } from "react";
import { useNotLoaded } from "./not-loaded.ts";
import { useIsInside } from "./phone-context.ts";
import type * as QrMaker from "./qr-path.ts";

type QrPath = ReturnType<typeof QrMaker.qrPath>;

/** Light modules around the code: the standard asks for four. */
const quiet = 4;

interface MadeCode {
  readonly text: string;
  readonly code: QrPath;
}
/** The one that was shown last: who shows their code again waits for nothing. */
let last: MadeCode | null = null;

/** The maker of codes is not needed to come in, so it is loaded when a code is to be shown, by whoever shows one. */
async function make(text: string): Promise<MadeCode> {
  const maker = await import("./qr-path.ts");
  // Loading it was work enough for one breath of a slow phone.
  await new Promise((breathed) => setTimeout(breathed));
  last = { text, code: maker.qrPath(text) };
  return last;
}

/** A QR code as one SVG path, black on white whatever the theme: cameras want contrast. */
export function QrCode({
  text,
  label,
}: {
  readonly text: string;
  readonly label: string;
}): JSX.Element {
  const [made, setMade] = useState(last);
  const code = made?.text === text ? made.code : null;
  const isThere = code !== null;
  const isInside = useIsInside();
  const notLoaded = useNotLoaded();
  useEffect(() => {
    // A browser may never ask again for a module that it could not get once. Whoever made one code has its maker.
    if (isThere || (!isInside && last === null)) return;
    let isLate = false;
    make(text).then(
      (code) => void (isLate || setMade(code)),
      (thrown) => void (isLate || notLoaded(thrown)),
    );
    return () => {
      isLate = true;
    };
  }, [text, isThere, isInside, notLoaded]);
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
