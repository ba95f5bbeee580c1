// The bar of the whole session: to look at, to drag, and to move with keys.

let dragged = null;

const elapsed = (time) => clock(time);

const showProgress = (time) => {
  const shown = dragged ?? time;
  const share = Math.min(1, shown / session.duration);
  const scaled = `scaleX(${share.toFixed(5)})`;
  if (element("filled").style.transform !== scaled) element("filled").style.transform = scaled;
  element("progress").style.setProperty("--share", share.toFixed(5));
  say(element("elapsed"), elapsed(shown));
  say(element("left"), fill(labels.left, { time: clock(session.duration - shown) }));
  const whole = String(Math.floor(shown));
  const seekBar = element("seek");
  if (seekBar.value === whole) return;
  seekBar.value = whole;
  const chapter = chapterAt(shown).title;
  seekBar.setAttribute("aria-valuetext", `${chapter}, ${elapsed(shown)}`);
};

const buildMarks = () => {
  element("seek").max = String(Math.floor(session.duration));
  for (const mark of element("marks").querySelectorAll(".mark")) mark.remove();
  for (const chapter of session.chapters.slice(1)) {
    const mark = make("span", { className: "mark" });
    mark.style.left = `${(100 * chapter.start) / session.duration}%`;
    element("marks").append(mark);
  }
};

const timeUnder = (event) => {
  const box = element("marks").getBoundingClientRect();
  const share = Math.min(1, Math.max(0, (event.clientX - box.left) / box.width));
  return share * session.duration;
};

const drag = (event) => {
  dragged = timeUnder(event);
  const preview = element("preview");
  say(preview, `${chapterAt(dragged).title} · ${elapsed(dragged)}`);
  hide(preview, false);
  showProgress(dragged);
};

const drop = (event) => {
  if (dragged === null) return;
  const time = event.type === "pointerup" ? timeUnder(event) : null;
  dragged = null;
  hide(element("preview"), true);
  if (time !== null) seek(time);
  show();
};

const buildProgress = () => {
  const bar = element("progress");
  bar.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    event.preventDefault();
    bar.setPointerCapture(event.pointerId);
    drag(event);
  });
  bar.addEventListener("pointermove", (event) => { if (dragged !== null) drag(event); });
  for (const type of ["pointerup", "pointercancel"]) bar.addEventListener(type, drop);
  // Screen readers move the slider themselves. Keys do it in keys.js.
  element("seek").addEventListener("change", (event) => seek(Number(event.target.value)));
  rebuilders.push(buildMarks);
  watchers.push((time) => showProgress(time));
  buildMarks();
};
