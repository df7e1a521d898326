import { useEffect, useState, type JSX } from "react";
import type * as QrMaker from "./qr-path.ts";

type QrPath = ReturnType<typeof QrMaker.qrPath>;

/** Light modules around the code: the standard asks for four. */
const quiet = 4;

/** The maker of codes is not needed to come in, so it is loaded when that is done. */
export function loadQrPath(): Promise<typeof QrMaker | null> {
  // Without it a number is typed and a link is copied.
  return import("./qr-path.ts").catch(() => null);
}

/** A QR code as one SVG path, black on white whatever the theme: cameras want contrast. */
export function QrCode({
  text,
  label,
}: {
  readonly text: string;
  readonly label: string;
}): JSX.Element {
  const [code, setCode] = useState<QrPath | null>(null);
  useEffect(() => {
    let isLate = false;
    void loadQrPath().then((maker) => {
      if (!isLate && maker !== null) setCode(maker.qrPath(text));
    });
    return () => {
      isLate = true;
    };
  }, [text]);
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
