// Plays the sound and goes to places in it. Its position is the only clock.

// Seconds into a stretch, and into a side, during which "previous" goes to the one before.
const JUST_BEGUN = 3;
// Seconds without sound until the page says that it is loading, and that the connection is gone.
const SLOW = 0.7;
const LOST = 10;
const HOP = 10;

let started = false;
// Where the sound goes on once it has loaded, and whether it then plays; null if it is there.
let pending = null;
let lastTime = 0;
let waitingSince = null;

const position = () => (pending ? pending.time : sound.currentTime);
const isPlaying = () => (pending ? pending.play : !sound.paused);
// A sound that was paused and then moved to its end does not count as ended everywhere.
const isOver = () => !pending && (
  sound.ended || (sound.paused && !sound.seeking && sound.currentTime >= session.duration - NEARLY)
);

const trouble = (text) => say(element("trouble"), text);

const wasLost = () => sound.error && sound.error.code === MediaError.MEDIA_ERR_NETWORK;

const play = () => {
  started = true;
  if (sound.error) reload(sound.src, lastTime, true);
  if (pending) {
    pending.play = true;
    return;
  }
  const begun = sound.play();
  if (begun) {
    begun.catch((error) => {
      const isRefused = ["AbortError", "NotAllowedError"].includes(error.name);
      if (!isRefused && !sound.error) trouble(labels.trouble);
    });
  }
};

const pause = () => {
  if (pending) pending.play = false;
  sound.pause();
};

const toggle = () => {
  if (isPlaying()) pause();
  else play();
};

const reload = (url, time, playing) => {
  pending = { time, play: playing };
  trouble("");
  if (sound.src === url) sound.load();
  else sound.src = url;
};

// Shows another version of the session from the same step on, playing or paused as it was.
const replaceSession = (data, url) => {
  const place = placeOf(session, position());
  const begun = started && !isOver();
  const playing = begun && isPlaying();
  session = data;
  started = begun;
  for (const rebuild of rebuilders) rebuild();
  reload(url, begun ? timeOf(data, place) : 0, playing);
  show();
};

const seek = (time) => {
  started = true;
  if (pending) pending.time = time;
  else sound.currentTime = time;
};

const jump = (time) => {
  seek(time);
  const stage = stageAt(time);
  // Screen readers announce only jumps: the sound itself speaks everything else.
  const name = session.chapters[stage.chapter].title;
  say(element("status"), [name, stage.where].filter(Boolean).join(", "));
  play();
};

const toEnd = () => seek(sound.duration || session.duration);

const hop = (seconds) => {
  const time = position() + seconds;
  if (time >= session.duration) toEnd();
  else seek(Math.max(0, time));
};

const next = () => {
  const following = session.chapters[stageAt(position()).chapter + 1];
  if (following) jump(following.start);
  else toEnd();
};

const previous = () => {
  const index = stageAt(position()).chapter;
  const begun = position() - session.chapters[index].start < JUST_BEGUN;
  jump(session.chapters[begun && index > 0 ? index - 1 : index].start);
};

const again = () => jump(stageAt(position()).again);

const nextSide = () => {
  const following = sides().find((start) => start > position() + NEARLY);
  if (following === undefined) toEnd();
  else jump(following);
};

const previousSide = () => {
  const side = stageAt(position()).again;
  const before = sides().filter((start) => start < side - NEARLY);
  jump(position() - side < JUST_BEGUN && before.length ? before.at(-1) : side);
};

const restart = () => jump(0);

// Whether the sound has stopped to wait for more of itself, and for how long.

const waits = () => {
  waitingSince ??= performance.now();
};

const waitsNoMore = () => {
  waitingSince = null;
  put(document.body, "data-busy", "false");
};

const arrived = () => {
  waitsNoMore();
  if (!sound.error) trouble("");
};

const watchWaiting = () => {
  if (waitingSince === null) return;
  const waited = (performance.now() - waitingSince) / 1000;
  const playing = isPlaying();
  put(document.body, "data-busy", String(playing && waited > SLOW));
  if (playing && waited > LOST) trouble(labels.lost);
  else if (playing && waited > SLOW) say(element("status"), labels.loading);
};

const watchSound = () => {
  sound.addEventListener("play", () => { started = true; });
  sound.addEventListener("loadedmetadata", () => {
    if (!pending) return;
    const { time, play: playing } = pending;
    pending = null;
    sound.currentTime = time;
    if (playing) play();
    show();
  });
  for (const event of ["waiting", "stalled"]) sound.addEventListener(event, waits);
  for (const event of ["playing", "canplay"]) sound.addEventListener(event, arrived);
  for (const event of ["pause", "ended"]) sound.addEventListener(event, waitsNoMore);
  sound.addEventListener("timeupdate", () => {
    if (pending) return;
    if (sound.currentTime !== lastTime && !sound.seeking) arrived();
    lastTime = sound.currentTime;
  });
  sound.addEventListener("error", soundFailed);
  if (sound.error) soundFailed();
  window.setInterval(watchWaiting, 500);
};

const soundFailed = () => {
  const isLost = wasLost() || (lastTime > 0 && !sound.src.startsWith("data:"));
  pending = null;
  waitsNoMore();
  trouble(isLost ? labels.lost : labels.trouble);
  show();
};
