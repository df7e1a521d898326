/**
 * Keeps the screen on until it is called off: by a wake lock where the page may have one, and by a silent inline video
 * of one still frame everywhere else (plain http has no wake lock). Started by the tap that opened the page, and again whenever
 * the page is seen again: a browser ends both when something else is looked at.
 */
export function keepAwake(): () => void {
  const video = document.createElement("video");
  video.muted = true;
  video.playsInline = true;
  video.setAttribute("aria-hidden", "true");
  video.className = "keep-awake";
  const canvas = document.createElement("canvas");
  canvas.width = 2;
  canvas.height = 2;
  const picture = "captureStream" in canvas ? canvas.getContext("2d") : null;
  let frames: ReturnType<typeof setInterval> | undefined;
  if (picture !== null) {
    video.srcObject = canvas.captureStream(1);
    document.body.append(video);
    // A stream without new frames counts as paused.
    frames = setInterval(() => picture.fillRect(0, 0, 2, 2), 1_000);
  }
  let lock: WakeLockSentinel | null = null;
  let over = false;
  const hold = (): void => {
    if (document.visibilityState === "hidden") return;
    if (picture !== null) video.play().catch(() => undefined);
    if (!("wakeLock" in navigator)) return;
    navigator.wakeLock.request("screen").then(
      (sentinel) => {
        void lock?.release();
        lock = sentinel;
        if (over) void sentinel.release();
      },
      () => undefined,
    );
  };
  hold();
  document.addEventListener("visibilitychange", hold);
  return () => {
    over = true;
    document.removeEventListener("visibilitychange", hold);
    clearInterval(frames);
    video.remove();
    void lock?.release();
  };
}
