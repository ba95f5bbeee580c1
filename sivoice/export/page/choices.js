// What the listener chose: kept on this device, and made into a session by the engine.
//
// Engine.open() -> {offer, make}
// offer                 what can be chosen, and what is written: see plan.js
// make(choices)         {data, url, changes}, or {problem} if there is no such session; or a
//                       promise of one of them. `data` is like the page's own, `url` the sound.

const engine = typeof Engine === "undefined" ? null : Engine.open();
const writtenUrl = sound.src;

let choices = {};
let fitted = {};
let turns = 0;

// The same script with other options is another session.
const storageKey = () => {
  let hash = 5381;
  for (const one of written.title + JSON.stringify(engine.offer)) {
    hash = (hash * 33 + one.codePointAt(0)) % 0x100000000;
  }
  return `sivoice-${hash.toString(36)}`;
};

// A page from a file can have no storage: its choices then last until it is closed.
const keep = () => {
  try {
    const isWritten = Object.keys(choices).length === 0;
    if (isWritten) localStorage.removeItem(storageKey());
    else localStorage.setItem(storageKey(), JSON.stringify(choices));
  } catch (_) {
    // not kept
  }
};

const kept = () => {
  try {
    const found = JSON.parse(localStorage.getItem(storageKey()));
    return found && typeof found === "object" && !Array.isArray(found) ? found : {};
  } catch (_) {
    return {};
  }
};

// Without what is as it is written, so that no choice at all is the session as it is written.
const cleaned = (wish) => Object.fromEntries(Object.entries(wish).filter(([, value]) => (
  value !== undefined && value !== null
  && (typeof value !== "object" || Object.keys(value).length > 0)
)));

const made = async (wish) => (
  Object.keys(wish).length === 0
    ? { data: written, url: writtenUrl, changes: {} }
    : engine.make(wish)
);

// Makes the session of some choices and shows it. If there is none, everything stays as it is.
const choose = async (wish) => {
  const turn = ++turns;
  const asked = cleaned(wish);
  showMaking();
  let result;
  try {
    result = await made(asked);
  } catch (_) {
    result = { problem: {} };
  }
  if (turn !== turns) return;
  if (!result.problem) {
    choices = asked;
    fitted = result.changes ?? {};
    keep();
    replaceSession(result.data, result.url);
  }
  showChoices(result.problem);
};

const without = (object, key) => {
  const { [key]: _, ...rest } = object ?? {};
  return rest;
};

const withOne = (object, key, value) => (
  value === undefined ? without(object, key) : { ...object, [key]: value }
);

// The value of a dose of one stretch: what is chosen for it, for all, or what is written.
const DOSES = {
  hold: { all: "hold", one: "holds" },
  sets: { all: "sets", one: "setsOf" },
  reps: { all: "reps", one: "repsOf" },
};
const FITTED = { hold: "holds", sets: "sets", reps: "reps" };

const common = (stretch, dose) => {
  // A hold for the whole session is for stretches without reps.
  const isCommon = dose !== "hold" || !stretch.reps;
  return (isCommon ? choices[DOSES[dose].all] : undefined) ?? stretch[dose].written;
};

const doseOf = (stretch, dose) => {
  if (!stretch[dose]) return null;
  const fit = choices.fit === undefined ? undefined : (fitted[FITTED[dose]] ?? {})[stretch.name];
  return fit ?? (choices[DOSES[dose].one] ?? {})[stretch.name] ?? common(stretch, dose);
};

const chooseDose = (stretch, dose, value) => {
  const { one } = DOSES[dose];
  const chosen = value === common(stretch, dose) ? undefined : value;
  return choose({ ...choices, [one]: withOne(choices[one], stretch.name, chosen) });
};

// For all stretches, also for those for which something else was chosen before.
const chooseForAll = (dose, value) => {
  const { all, one } = DOSES[dose];
  return choose({ ...choices, [all]: value, [one]: undefined });
};

const stretchNow = () => {
  if (!engine || choices.fit !== undefined) return null;
  const name = chapterAt(position()).stretch;
  const stretch = engine.offer.stretches.find((one) => one.name === name);
  return stretch && stretch.hold && stretch.hold.values.length > 1 ? stretch : null;
};

const adjustHold = (step) => {
  const stretch = stretchNow();
  if (!stretch) return;
  const { values } = stretch.hold;
  const held = doseOf(stretch, "hold");
  const longer = values.filter((value) => (step > 0 ? value > held : value < held));
  const value = longer.at(step > 0 ? 0 : -1);
  if (value === undefined) return;
  chooseDose(stretch, "hold", value);
  say(element("status"), fill(labels["hold-of"], { time: inShort(value) }));
};

const toggleCoaching = () => {
  if (!engine || engine.offer.coaching.values.length < 2) return;
  const { coaching } = engine.offer;
  const value = !(choices.coaching ?? coaching.written);
  choose({ ...choices, coaching: value === coaching.written ? undefined : value });
};
