// What all parts of the page share: its data and labels, and small tools.

const element = (id) => document.getElementById(id);
const read = (id) => JSON.parse(element(id).textContent);

// The session as the page was made. What is shown is in `session`, which choices can replace.
const written = read("session");
const labels = written.labels;
const sound = element("sound");
const calm = window.matchMedia("(prefers-reduced-motion: reduce)");

// Seconds by which a browser can round a position down. Events are at least 26 ms apart.
const NEARLY = 0.005;

// Called with the position in each frame, and after the session was replaced.
const watchers = [];
const rebuilders = [];

const say = (node, text) => {
  if (node.textContent !== text) node.textContent = text;
};

const put = (node, name, value) => {
  if (node.getAttribute(name) !== value) node.setAttribute(name, value);
};

const hide = (node, hidden) => {
  if (node.hidden !== hidden) node.hidden = hidden;
};

// Makes an element. A string among the children becomes text, never markup.
const make = (tag, properties, ...children) => {
  const node = Object.assign(document.createElement(tag), properties);
  node.append(...children);
  return node;
};

const fill = (label, values) => label.replace(/{(\w+)}/g, (_, name) => values[name]);

const clock = (time) => {
  const whole = Math.max(0, Math.floor(time + NEARLY));
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
};

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
