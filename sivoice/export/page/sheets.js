// The list of stretches and every word, in a sheet.

let lines = [];
let stretches = [];
let currentLine = -1;
let currentChapter = -1;

// What is shown from one moment to another, and a picture of a stretch. Here there are none.
let thumbnailOf = () => null;
let pictureOf = () => null;

const mark = (nodes, index, before) => {
  if (before >= 0 && nodes[before]) nodes[before].removeAttribute("aria-current");
  if (index >= 0 && nodes[index]) nodes[index].setAttribute("aria-current", "true");
  return index;
};

const goTo = (time) => {
  element("list").close();
  jump(time);
};

const pressable = (action, ...children) => {
  const button = make("button", { type: "button" }, ...children);
  button.addEventListener("click", action);
  return button;
};

const stretchItem = (chapter) => {
  const name = make("span", { className: "name", lang: chapter.lang }, chapter.title);
  const time = make("time", {}, clock(chapter.start));
  const picture = thumbnailOf(chapter.start, chapter.end);
  const thumb = make("span", { className: "thumb" }, ...(picture ? [picture] : []));
  thumb.setAttribute("aria-hidden", "true");
  return make("li", {}, pressable(() => goTo(chapter.start), thumb, name, time));
};

const lineItem = (line) => {
  const item = make("li", {
    className: ["line", line.inside && "within", !line.words && "held"].filter(Boolean).join(" "),
  });
  const text = make("span", {}, line.words ?? line.text ?? labels.hold);
  if (line.words) text.lang = line.lang;
  const button = pressable(() => goTo(line.start), make("time", {}, clock(line.start)), text);
  button.tabIndex = -1;
  item.append(button);
  return item;
};

const buildTranscript = () => {
  const parts = [];
  let shown = null;
  let list = null;
  lines = session.lines.map((line) => {
    const stage = stageAt(line.start);
    const chapter = session.chapters[stage.chapter];
    const isNew = !shown || shown.chapter !== stage.chapter;
    if (isNew) parts.push(make("h3", { lang: chapter.lang }, chapter.title));
    if (isNew || shown.where !== stage.where) {
      if (stage.where) parts.push(make("h4", {}, stage.where));
      list = make("ul", {});
      parts.push(list);
    }
    shown = stage;
    const item = lineItem(line);
    list.append(item);
    return item;
  });
  element("transcript").replaceChildren(...parts);
};

const buildList = () => {
  stretches = session.chapters.map(stretchItem);
  element("stretches").replaceChildren(...stretches);
  buildTranscript();
  currentLine = currentChapter = -1;
  if (lines.length) lines[0].firstChild.tabIndex = 0;
};

// All lines are one stop for the tab key; arrows go from line to line.
const moveAmongLines = (event) => {
  const index = lines.indexOf(event.target.closest(".line"));
  const STEPS = { ArrowDown: index + 1, ArrowUp: index - 1, Home: 0, End: lines.length - 1 };
  const to = lines[STEPS[event.key]];
  if (!to) return;
  event.preventDefault();
  makeStop(to);
  to.firstChild.focus();
};

const makeStop = (line) => {
  for (const one of lines) one.firstChild.tabIndex = one === line ? 0 : -1;
};

const showList = (time, stage, now) => {
  const line = now === "start" ? -1 : indexAt(session.lines, time);
  if (line !== currentLine) {
    currentLine = mark(lines, line, currentLine);
    if (line >= 0 && !element("transcript").contains(document.activeElement)) makeStop(lines[line]);
  }
  const chapter = now === "start" ? -1 : stage.chapter;
  if (chapter !== currentChapter) currentChapter = mark(stretches, chapter, currentChapter);
};

const openSheet = (id) => {
  const sheet = element(id);
  for (const other of document.querySelectorAll("dialog[open]")) other.close();
  if (!sheet.open) sheet.showModal();
  sheet.scrollTop = 0;
};

const openList = () => {
  openSheet("list");
  const current = stretches[currentChapter];
  if (current) current.firstChild.focus();
};

const save = (event) => {
  // The sound of a page with the sound inside is not written into the page a second time.
  event.currentTarget.href = sound.src;
};

const buildSheets = () => {
  const sheet = element("list");
  for (const id of ["stretches-part", "list-actions", "every-word", "made"]) {
    sheet.append(element(id));
  }
  sheet.querySelector(".sheet-head").prepend(element("stretches-title"));
  element("every-word").open = false;
  rebuilders.push(buildList);
  watchers.push(showList);
  buildList();
  element("transcript").addEventListener("keydown", moveAmongLines);
  for (const id of ["coming", "start-list"]) element(id).addEventListener("click", openList);
  for (const one of document.querySelectorAll("dialog")) {
    one.querySelector(".close").addEventListener("click", () => one.close());
    one.addEventListener("click", (event) => { if (event.target === one) one.close(); });
  }
  for (const link of document.querySelectorAll("a.keep")) {
    if (!link.hasAttribute("href")) link.href = "#";
    link.addEventListener("click", save);
  }
};
