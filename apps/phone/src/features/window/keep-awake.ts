/** WebKit keeps a display on only for a video that has sound and is not muted; to the others a picture will do. */
const needsSound = (): boolean => navigator.vendor.startsWith("Apple");

/**
 * Keeps the screen on until it is called off: by a wake lock where the page may have one, and by an inline video of one still
 * frame and of silence everywhere else (plain http has no wake lock). Silence that is played stops the person's music, so
 * only who gets no lock plays it. Started by the tap that opened the page, and again whenever the page is seen again: a browser
 * ends both when something else is looked at.
 */
export function keepAwake(): () => void {
  const mayLock = "wakeLock" in navigator;
  let isAloud = !mayLock && needsSound();
  let film = stillFilm(isAloud);
  let lock: WakeLockSentinel | null = null;
  let over = false;
  const change = (aloud: boolean): void => {
    isAloud = aloud;
    film?.stop();
    film = stillFilm(aloud);
    film?.play();
  };
  const hold = (): void => {
    if (document.visibilityState === "hidden") return;
    film?.play();
    if (!mayLock) return;
    navigator.wakeLock.request("screen").then(
      (sentinel) => {
        void lock?.release();
        lock = sentinel;
        if (over) void sentinel.release();
        else if (isAloud) change(false);
      },
      () => {
        if (over || isAloud || !needsSound() || document.visibilityState === "hidden") return;
        change(true);
        // Sound may need a touch, and this is none. A tap leaves the page, which opened anew begins with one: this is for a finger that slides.
        document.addEventListener("pointerup", hold, { once: true });
      },
    );
  };
  hold();
  document.addEventListener("visibilitychange", hold);
  return () => {
    over = true;
    document.removeEventListener("visibilitychange", hold);
    document.removeEventListener("pointerup", hold);
    film?.stop();
    void lock?.release();
  };
}

/** Over the whole screen, see window.css: no browser keeps a display on for what is not seen. Null where none can be made. */
function stillFilm(isAloud: boolean): { play(): void; stop(): void } | null {
  const canvas = document.createElement("canvas");
  canvas.width = 2;
  canvas.height = 2;
  const picture = "captureStream" in canvas ? canvas.getContext("2d") : null;
  if (picture === null) return null;
  const stream = canvas.captureStream(1);
  const silence = isAloud ? silentSound(stream) : null;
  const video = document.createElement("video");
  video.muted = silence === null;
  video.playsInline = true;
  video.setAttribute("aria-hidden", "true");
  video.className = "keep-awake";
  video.srcObject = stream;
  document.body.append(video);
  // A stream without new frames counts as paused.
  const frames = setInterval(() => picture.fillRect(0, 0, 2, 2), 1_000);
  return {
    play() {
      void silence?.resume();
      video.play().catch(() => undefined);
    },
    stop() {
      clearInterval(frames);
      video.remove();
      video.srcObject = null;
      void silence?.close();
    },
  };
}

/** Adds a track on which nothing is ever heard. */
function silentSound(stream: MediaStream): AudioContext | null {
  if (!("AudioContext" in window)) return null;
  const sound = new AudioContext();
  for (const track of sound.createMediaStreamDestination().stream.getAudioTracks())
    stream.addTrack(track);
  return sound;
}
