// Media keys, the lock screen, and keeping the screen on.

const media = "mediaSession" in navigator ? navigator.mediaSession : null;
let lock = null;

const COVER = [
  { src: document.querySelector("link[rel=icon]").href, type: "image/png", sizes: "1400x1400" },
];

const describe = (stage, artwork) => {
  if (!media || !window.MediaMetadata) return;
  media.metadata = new MediaMetadata({
    title: session.title,
    artist: [session.chapters[stage.chapter].title, stage.where].filter(Boolean).join(", "),
    album: "sivoice",
    artwork,
  });
};

const HANDLERS = {
  play,
  pause,
  previoustrack: previous,
  nexttrack: next,
  seekto: (wish) => seek(wish.seekTime),
  // Otherwise iPhones show ten-second skip buttons instead of the buttons for tracks.
  seekbackward: null,
  seekforward: null,
};

const handle = () => {
  if (!media) return;
  for (const [action, handler] of Object.entries(HANDLERS)) {
    try {
      media.setActionHandler(action, handler);
    } catch (_) {
      // Not every browser supports every action.
    }
  }
};

const tellPosition = () => {
  if (!media || !media.setPositionState || !Number.isFinite(sound.duration)) return;
  media.setPositionState({
    duration: sound.duration,
    playbackRate: sound.playbackRate,
    position: Math.min(sound.currentTime, sound.duration),
  });
};

const warnOfSleep = () => hide(element("may-sleep"), false);

const stayAwake = async () => {
  if (!("wakeLock" in navigator) || lock) return;
  if (sound.paused || document.visibilityState !== "visible") return;
  try {
    lock = await navigator.wakeLock.request("screen");
    lock.addEventListener("release", () => { lock = null; });
    if (sound.paused) maySleep();
  } catch (_) {
    lock = null; // refused, for example in power saving mode
    say(element("status"), labels["may-sleep"]);
    warnOfSleep();
  }
};

const maySleep = () => {
  if (lock) lock.release();
};

const watchMedia = () => {
  sound.addEventListener("play", () => {
    if (media) media.playbackState = "playing";
    stayAwake();
  });
  sound.addEventListener("pause", () => {
    if (media) media.playbackState = "paused";
    maySleep();
  });
  sound.addEventListener("playing", () => { handle(); tellPosition(); });
  for (const event of ["seeked", "durationchange", "ratechange"]) {
    sound.addEventListener(event, tellPosition);
  }
  document.addEventListener("visibilitychange", stayAwake);
  if (!("wakeLock" in navigator)) warnOfSleep();
  handle();
};
