// The sheet of choices. It is there only if the page has an engine.

// Called after each change, to show the choices as they are.
const choosers = [];

const selectRow = (label, offered, current, format, choice, blank = labels["as-written"]) => {
  const select = make("select", {});
  const { values } = offered;
  if (!values.includes(offered.written)) select.append(make("option", { value: "" }, blank));
  values.forEach((value, i) => {
    select.append(make("option", { value: String(i) }, format(value)));
  });
  select.addEventListener("change", () => choice(values[Number(select.value || -1)]));
  choosers.push(() => {
    const value = current();
    select.value = values.includes(value) ? String(values.indexOf(value)) : "";
    // Once something else is chosen, the list says what was written.
    const index = values.indexOf(offered.written);
    const mark = value === offered.written ? "" : ` · ${labels["as-written"]}`;
    const option = select.querySelector(`[value="${index}"]`);
    if (option) say(option, `${format(offered.written)}${mark}`);
  });
  return make("label", { className: "choice" }, make("span", {}, label), select);
};

const switchRow = (label, current, choice) => {
  const box = make("input", { type: "checkbox", className: "switch" });
  box.setAttribute("role", "switch");
  box.addEventListener("change", () => choice(box.checked));
  choosers.push(() => { box.checked = current(); });
  return make("label", { className: "choice" }, make("span", {}, label), box);
};

const disabledWhen = (row, test) => {
  choosers.push(() => {
    row.querySelector("select").disabled = test();
  });
  return row;
};

const isFitted = () => choices.fit !== undefined;

// A choice for the whole session that is not a dose.
const option = (name) => {
  const offered = engine.offer[name];
  return {
    offered,
    current: () => choices[name] ?? offered.written,
    choice: (value) => choose({
      ...choices, [name]: value === offered.written ? undefined : value,
    }),
  };
};

const optionRow = (name, label, format) => {
  const { offered, current, choice } = option(name);
  if (!offered || offered.values.length < 2) return [];
  return [typeof offered.values[0] === "boolean"
    ? switchRow(label, current, choice)
    : selectRow(label, offered, current, format, choice)];
};

// Without this choice, the session is as long as the others make it. The length that was written
// can be chosen, too: with more sets, for example.
const fitRow = () => {
  const { values } = engine.offer.fit;
  if (values.length < 2) return [];
  const wish = (fit) => choose({ ...choices, fit });
  const row = [{ values }, () => choices.fit, inMinutes, wish, labels["any-length"]];
  return [selectRow(labels.minutes, ...row)];
};

const SIDES = {
  both: labels["both-sides"], right: labels["right-side"], left: labels["left-side"],
};

const FORMATS = { hold: inShort, sets: String, reps: String };

const doseLabel = (dose) => labels[dose === "hold" ? "hold-time" : dose];

const allRow = (dose) => {
  const offered = engine.offer[dose];
  if (!offered || offered.values.length < 2) return [];
  const current = () => choices[DOSES[dose].all] ?? offered.written;
  const row = selectRow(doseLabel(dose), offered, current, FORMATS[dose], (value) => (
    chooseForAll(dose, value === offered.written ? undefined : value)
  ));
  return [dose === "hold" ? disabledWhen(row, isFitted) : row];
};

const oneRow = (stretch, dose) => {
  const offered = stretch[dose];
  if (!offered || offered.values.length < 2) return [];
  const row = selectRow(doseLabel(dose), offered, () => doseOf(stretch, dose), FORMATS[dose],
    (value) => chooseDose(stretch, dose, value));
  return [dose === "hold" ? disabledWhen(row, isFitted) : row];
};

const includeRow = (stretch) => switchRow(
  labels.include,
  () => !(choices.skip ?? []).includes(stretch.name),
  (included) => {
    const others = (choices.skip ?? []).filter((name) => name !== stretch.name);
    choose({ ...choices, skip: included ? others : [...others, stretch.name] });
  },
);

const stretchPart = (stretch) => {
  const dose = make("span", { className: "dose" });
  choosers.push(() => say(dose, doseInWords(stretch)));
  const picture = pictureOf(stretch);
  const thumb = make("span", { className: "thumb" }, ...(picture ? [picture] : []));
  const title = make("span", { className: "name" }, stretch.title, dose);
  if (stretch.language) title.lang = stretch.language;
  return make("details", { className: "one" },
    make("summary", {}, thumb, title),
    includeRow(stretch),
    ...["hold", "sets", "reps"].flatMap((name) => oneRow(stretch, name)));
};

const showMaking = () => {
  put(element("change"), "aria-busy", "true");
  say(element("change-summary"), labels.making);
};

const showChoices = (problem) => {
  put(element("change"), "aria-busy", "false");
  say(element("change-summary"), problem ? problemInWords(problem) : session.summary);
  put(element("change-summary"), "data-problem", String(Boolean(problem)));
  for (const update of choosers) update();
};

const showHoldKeys = () => {
  const hidden = !stretchNow();
  for (const id of ["shorter", "longer"]) hide(element(id), hidden);
};

const buildForm = () => {
  const whole = [
    ...fitRow(),
    ...allRow("hold"), ...allRow("sets"), ...allRow("reps"),
    ...optionRow("onlySide", labels.sides, (value) => SIDES[value]),
    ...optionRow("firstSide", labels["first-side"], (value) => SIDES[value]),
    ...optionRow("guidance", labels.guidance, (value) => labels[`guidance-${value}`]),
    ...optionRow("coaching", labels.coaching),
    ...optionRow("countdown", labels.countdown),
    ...optionRow("pace", labels.pace, (value) => `${Math.round(100 * value)} %`),
  ];
  const reset = make("button", { type: "button", className: "pill" }, labels["all-as-written"]);
  reset.addEventListener("click", () => choose({}));
  choosers.push(() => { reset.disabled = Object.keys(choices).length === 0; });
  element("choices").append(
    make("h3", {}, labels["whole-session"]), ...whole,
    make("h3", {}, labels["all-stretches"]), ...engine.offer.stretches.map(stretchPart),
    reset,
  );
};

const buildChoices = () => {
  if (!engine) {
    element("change").remove();
    return;
  }
  buildForm();
  showChoices();
  watchers.push(showHoldKeys);
  element("shorter").addEventListener("click", () => adjustHold(-1));
  element("longer").addEventListener("click", () => adjustHold(1));
  for (const id of ["start-change", "list-change"]) {
    hide(element(id), false);
    element(id).addEventListener("click", () => openSheet("change"));
  }
  const before = kept();
  if (Object.keys(before).length) choose(before);
};
