// The keys of a keyboard, a presenter, a pedal or a remote.

const KEYS = {
  " ": toggle,
  enter: toggle,
  n: next,
  pagedown: next,
  p: previous,
  pageup: previous,
  r: again,
  arrowleft: () => hop(-HOP),
  arrowright: () => hop(HOP),
  arrowdown: nextSide,
  arrowup: previousSide,
  "+": () => adjustHold(1),
  "=": () => adjustHold(1),
  "-": () => adjustHold(-1),
  w: toggleWords,
  c: toggleCoaching,
};
// What these keys press themselves.
const PRESSED = { " ": "button, summary", enter: "button, summary, a" };
// These scroll a page that is higher than its window, such as a start card or one in large print.
const SCROLLS = ["arrowdown", "arrowup", "pagedown", "pageup"];

const scrolls = () => {
  const page = document.scrollingElement;
  return page.scrollHeight > page.clientHeight + 1;
};

const onKey = (event) => {
  const key = event.key.toLowerCase();
  const action = KEYS[key];
  if (!action || event.ctrlKey || event.altKey || event.metaKey) return;
  if (document.querySelector("dialog[open]")) return;
  if (event.target.closest("select, textarea, input:not([type=range])")) return;
  if (PRESSED[key] && event.target.closest(PRESSED[key])) return;
  if (SCROLLS.includes(key) && scrolls()) return;
  event.preventDefault();
  if (!event.repeat || key.startsWith("arrow")) action();
};

const buildKeys = () => document.addEventListener("keydown", onKey);
