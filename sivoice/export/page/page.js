// Shows a session as it plays. The position of the sound is the only clock.
"use strict";
(() => {
  const session = JSON.parse(document.getElementById("session").textContent);
  const sound = document.getElementById("sound");
  const element = (id) => document.getElementById(id);
  const calm = window.matchMedia("(prefers-reduced-motion: reduce)");
  // Seconds by which a browser can round a position down. Events are at least 26 ms apart.
  const NEARLY = 0.005;
  // Seconds into a chapter during which "previous" goes to the chapter before.
  const JUST_BEGUN = 3;

  let started = false;
  let lock = null;
  let frame = 0;
  let shownStage = null;

  // Lookup by time.

  const indexAt = (list, time) => {
    let low = 0;
    let high = list.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (list[middle].start <= time + NEARLY) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  };

  const at = (list, time) => list[Math.max(0, indexAt(list, time))];

  const countAt = (time) => {
    const count = session.counts[indexAt(session.counts, time)];
    return count && time < count.end - NEARLY ? count : null;
  };

  const wordsAt = (time, from) => {
    for (let i = indexAt(session.lines, time); i >= 0; i--) {
      const line = session.lines[i];
      if (line.start < from - NEARLY) return null;
      if (line.words) return line;
    }
    return null;
  };

  const clock = (time) => {
    const whole = Math.max(0, Math.floor(time + NEARLY));
    return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
  };

  const remaining = (time, most) => {
    const whole = Math.min(most, Math.max(0, Math.ceil(time - NEARLY)));
    return whole < 100 ? String(whole) : clock(whole);
  };

  // Display.

  const say = (id, text) => {
    const node = element(id);
    if (node.textContent !== text) node.textContent = text;
  };

  const put = (node, name, value) => {
    if (node.getAttribute(name) !== value) node.setAttribute(name, value);
  };

  const state = (time, count) => {
    if (sound.ended) return "over";
    if (!started && time < NEARLY) return "start";
    return count ? count.kind : "words";
  };

  const lines = Array.from(document.querySelectorAll(".line"));
  const stretches = Array.from(element("stretches").children);
  let currentLine = -1;
  let currentChapter = -1;

  const mark = (nodes, index, before) => {
    if (before >= 0) nodes[before].removeAttribute("aria-current");
    if (index >= 0) nodes[index].setAttribute("aria-current", "true");
    return index;
  };

  const show = () => {
    const time = sound.currentTime;
    const count = countAt(time);
    const now = state(time, count);
    const stage = at(session.stages, time);
    const chapter = session.chapters[stage.chapter];
    const words = wordsAt(time, chapter.start);
    const over = now === "over";

    put(document.body, "data-state", now);
    put(document.body, "data-playing", String(!sound.paused));
    say("label", session.labels[now]);
    say("seconds", count && !over ? remaining(count.end - time, count.most) : "");
    if (count && !over) {
      const left = Math.max(0, count.end - time);
      const drawn = calm.matches ? Math.ceil(left - NEARLY) : left;
      const share = Math.min(1, drawn / (count.end - count.start));
      put(element("arc"), "stroke-dashoffset", (1 - share).toFixed(4));
    }
    say("where", over || now === "start" ? "" : stage.where);
    put(element("ring"), "data-long", String(element("where").textContent.length > 12));
    say("chapter", now === "start" || over ? "" : chapter.title);
    put(element("chapter"), "lang", chapter.lang);
    say("number", now === "start" || over ? "" : chapter.number);
    say("words", now === "start" ? session.summary : words ? words.words : "");
    const ours = now === "start" || !words;
    put(element("words"), "lang", ours ? document.documentElement.lang : words.lang);
    put(element("words"), "data-past", String(Boolean(words) && !over && time > words.end + 0.5));
    put(element("words"), "data-long", String(element("words").textContent.length > 90));
    const comesNext = session.labels.next.replace("{next}", () => stage.next);
    say("next", over ? session.often : now === "start" ? "" : comesNext);
    say("elapsed", clock(time));
    if (stage !== shownStage) {
      shownStage = stage;
      describe(stage, chapter);
    }
    const line = now === "start" ? -1 : indexAt(session.lines, time);
    if (line !== currentLine) currentLine = mark(lines, line, currentLine);
    if (stage.chapter !== currentChapter) {
      currentChapter = mark(stretches, stage.chapter, currentChapter);
    }
    bars.forEach((bar, i) => {
      const one = session.chapters[i];
      const done = Math.min(1, Math.max(0, (time - one.start) / (one.end - one.start)));
      const scaled = `scaleX(${done.toFixed(4)})`;
      if (bar.style.transform !== scaled) bar.style.transform = scaled;
    });
  };

  const follow = () => {
    show();
    frame = sound.paused ? 0 : window.requestAnimationFrame(follow);
  };

  const followOn = () => {
    if (!frame) frame = window.requestAnimationFrame(follow);
  };

  // Navigation.

  const play = () => {
    const begun = sound.play();
    if (begun) begun.catch((error) => { if (error.name !== "AbortError") trouble(); });
  };

  const toggle = () => {
    if (sound.paused) play();
    else sound.pause();
  };

  const jump = (time) => {
    started = true;
    sound.currentTime = time;
    const stage = at(session.stages, time);
    // Screen readers announce only jumps: the sound itself speaks everything else.
    const name = session.chapters[stage.chapter].title;
    element("status").textContent = [name, stage.where].filter(Boolean).join(", ");
    play();
  };

  const chapterNow = () => at(session.stages, sound.currentTime).chapter;

  const next = () => {
    const following = session.chapters[chapterNow() + 1];
    if (following) {
      jump(following.start);
    } else {
      started = true;
      sound.currentTime = sound.duration || session.duration;
    }
  };

  const previous = () => {
    const index = chapterNow();
    const begun = sound.currentTime - session.chapters[index].start < JUST_BEGUN;
    jump(session.chapters[begun && index > 0 ? index - 1 : index].start);
  };

  const again = () => jump(at(session.stages, sound.currentTime).again);

  const trouble = () => {
    element("trouble").textContent = session.labels.trouble;
  };

  // Media keys, lock screen and wake lock.

  const media = "mediaSession" in navigator ? navigator.mediaSession : null;

  const describe = (stage, chapter) => {
    if (!media || !window.MediaMetadata) return;
    const icon = document.querySelector("link[rel=icon]").href;
    const picture = { src: icon, type: "image/png", sizes: "1400x1400" };
    media.metadata = new MediaMetadata({
      title: session.title,
      artist: [chapter.title, stage.where].filter(Boolean).join(", "),
      album: "sivoice",
      artwork: [picture],
    });
  };

  const HANDLERS = {
    play,
    pause: () => sound.pause(),
    previoustrack: previous,
    nexttrack: next,
    seekto: (wish) => { sound.currentTime = wish.seekTime; },
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

  const stayAwake = async () => {
    if (!("wakeLock" in navigator) || lock) return;
    if (sound.paused || document.visibilityState !== "visible") return;
    try {
      lock = await navigator.wakeLock.request("screen");
      lock.addEventListener("release", () => { lock = null; });
      if (sound.paused) maySleep();
    } catch (_) {
      lock = null; // refused, for example in power saving mode
    }
  };

  const maySleep = () => {
    if (lock) lock.release();
  };

  // These buttons are made here because without scripts they would do nothing.

  const pressable = (node, action) => {
    const button = document.createElement("button");
    button.type = "button";
    button.append(...node.childNodes);
    button.addEventListener("click", action);
    node.append(button);
  };

  stretches.forEach((node, i) => pressable(node, () => {
    jump(session.chapters[i].start);
    window.scrollTo(0, 0);
  }));
  lines.forEach((node, i) => pressable(node, () => jump(session.lines[i].start)));
  const bars = session.chapters.map((chapter) => {
    const bar = document.createElement("span");
    const done = document.createElement("span");
    bar.style.flexGrow = String(chapter.end - chapter.start);
    bar.append(done);
    element("progress").append(bar);
    return done;
  });
  element("play").addEventListener("click", toggle);
  element("ring").addEventListener("click", toggle);
  element("following").addEventListener("click", next);
  element("previous").addEventListener("click", previous);
  element("again").addEventListener("click", again);

  const KEYS = { " ": toggle, n: next, p: previous, r: again };
  document.addEventListener("keydown", (event) => {
    const action = KEYS[event.key.toLowerCase()];
    const pressed = event.key === " " && event.target.closest("button");
    if (!action || pressed || event.repeat) return;
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    action();
  });

  sound.addEventListener("play", () => {
    started = true;
    put(element("play"), "aria-label", session.labels.pause);
    if (media) media.playbackState = "playing";
    followOn();
    stayAwake();
  });
  sound.addEventListener("pause", () => {
    put(element("play"), "aria-label", session.labels.play);
    if (media) media.playbackState = "paused";
    maySleep();
    show();
  });
  sound.addEventListener("playing", () => { handle(); tellPosition(); });
  for (const event of ["seeked", "durationchange", "ratechange"]) {
    sound.addEventListener(event, tellPosition);
  }
  for (const event of ["seeking", "seeked", "timeupdate", "ended"]) {
    sound.addEventListener(event, show);
  }
  sound.addEventListener("error", trouble);
  document.addEventListener("visibilitychange", stayAwake);

  if (sound.error) trouble();
  sound.controls = false;
  element("now").hidden = false;
  element("controls").hidden = false;
  document.body.classList.add("scripted");
  handle();
  show();
})();
