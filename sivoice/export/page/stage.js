// Shows what is happening now. The position of the sound says what that is.

// Characters from which a text is set smaller.
const LONG_WORDS = 90;
const LONG_PLACE = 14;

let frame = 0;
let shownStage = null;
let shownArtwork = null;

// The pictures for the lock screen. A page with pictures of the stretches has better ones.
let artworkAt = () => COVER;

const state = (time, count) => {
  if (isOver()) return "over";
  if (!started && time < NEARLY) return "start";
  return count ? count.kind : "words";
};

const remaining = (time, most) => {
  const whole = Math.min(most, Math.max(0, Math.ceil(time - NEARLY)));
  return whole < 100 ? String(whole) : clock(whole);
};

const showView = (now) => {
  const view = now === "start" || now === "over" ? now : "now";
  put(document.body, "data-view", view);
  hide(element("start-card"), view !== "start");
  hide(element("end-card"), view !== "over");
  hide(element("now"), view !== "now");
  hide(element("actions"), view !== "start");
  hide(element("controls"), view === "start");
};

const showCount = (time, count) => {
  const number = count ? remaining(count.end - time, count.most) : "";
  say(element("seconds"), number);
  put(element("seconds"), "data-long", String(number.length > 2));
  if (!count) return;
  const left = Math.max(0, count.end - time);
  const drawn = calm.matches ? Math.ceil(left - NEARLY) : left;
  const share = Math.min(1, drawn / (count.end - count.start));
  put(element("arc"), "stroke-dashoffset", (1 - share).toFixed(4));
};

const showWords = (time, chapter, over) => {
  const words = wordsAt(time, chapter.start);
  const node = element("words");
  say(node, words ? words.words : "");
  put(node, "lang", words ? words.lang : document.documentElement.lang);
  put(node, "data-past", String(Boolean(words) && !over && time > words.end + 0.5));
  put(node, "data-long", String(node.textContent.length > LONG_WORDS));
};

const show = () => {
  const time = position();
  const stage = stageAt(time);
  const chapter = session.chapters[stage.chapter];
  const over = isOver();
  const count = over ? null : countAt(time);
  const now = state(time, count);

  put(document.body, "data-state", now);
  put(document.body, "data-playing", String(isPlaying()));
  put(element("play"), "aria-label", isPlaying() ? labels.pause : labels.play);
  showView(now);
  put(document.body, "data-part", chapter.number ? "stretch" : "own");
  say(element("label"), labels[now]);
  showCount(time, count);
  say(element("where"), over ? "" : stage.where);
  put(element("count"), "data-long", String(stage.where.length > LONG_PLACE));
  say(element("chapter"), over ? "" : chapter.title);
  put(element("chapter"), "lang", chapter.lang);
  say(element("number"), over ? "" : chapter.number);
  showWords(time, chapter, over);
  say(element("next"), over ? session.often : fill(labels.next, { next: stage.next }));
  hide(element("again"), !stage.where && stage.again === chapter.start && !chapter.number);
  hide(element("next-side"), !chapter.number);
  for (const watch of watchers) watch(time, stage, now);
  const artwork = artworkAt(time, now);
  if (stage !== shownStage || artwork !== shownArtwork) {
    shownStage = stage;
    shownArtwork = artwork;
    describe(stage, artwork);
  }
};

const follow = () => {
  show();
  frame = sound.paused ? 0 : window.requestAnimationFrame(follow);
};

const followOn = () => {
  if (!frame) frame = window.requestAnimationFrame(follow);
};

const rebuildStage = () => {
  say(element("summary"), session.summary);
  say(element("often"), session.often);
  shownStage = null;
};

const WITHOUT_WORDS = "wordless";

const toggleWords = () => {
  const hidden = document.body.classList.toggle(WITHOUT_WORDS);
  put(element("show-words"), "aria-pressed", String(!hidden));
};

const buildStage = () => {
  rebuilders.push(rebuildStage);
  rebuildStage();
  for (const id of ["stage", "seconds"]) element(id).addEventListener("click", toggle);
  const ACTIONS = {
    play: toggle, start: play, following: next, previous, again, back: () => hop(-HOP),
    forward: () => hop(HOP), "next-side": nextSide, "once-more": restart,
    "show-words": toggleWords,
  };
  for (const [id, action] of Object.entries(ACTIONS)) {
    element(id).addEventListener("click", action);
  }
  // The button that was pressed is gone, so its focus goes to the one that stays.
  for (const id of ["start", "once-more"]) {
    element(id).addEventListener("click", () => {
      show();
      element("play").focus({ preventScroll: true });
    });
  }
  sound.addEventListener("play", followOn);
  for (const event of ["pause", "seeking", "seeked", "timeupdate", "ended"]) {
    sound.addEventListener(event, show);
  }
};
