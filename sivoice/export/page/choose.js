// A page's tables -> its session, of which other versions can be made: see plan.js.
"use strict";
const Choose = (() => {
  // What `make` returns with these doses, at this pace.
  const made = (tables, choices, fitted) => {
    const bound = Plan.bind(tables, choices, fitted);
    if (!bound.plays.length) return { problem: { kind: "nothing" } };
    const pace = fitted.pace ?? choices.pace ?? tables.written.pace;
    const chapters = Plan.chapters(tables, bound);
    const timeline = Schedule.timeline(tables, Plan.steps(tables, chapters), pace);
    if (!timeline) return { problem: { kind: "long" } };
    return { timeline, chapters, pace, minutes: timeline.minutes, changes: fitted };
  };

  const make = (tables, choices) => {
    const found = choices.fit === undefined
      ? made(tables, choices, {})
      : Fit.fit(tables, choices, (fitted) => made(tables, choices, fitted));
    if (found.problem) return found;
    const { timeline, chapters, pace, minutes, changes } = found;
    const data = PageData.of(tables, chapters, timeline, pace);
    return { timeline, data, minutes, changes };
  };

  const has = (offered, value) => Boolean(offered) && offered.values.includes(value);

  // The choices without what is not offered, such as those kept for an earlier page.
  const allowed = (offer, choices) => {
    const found = {};
    for (const name of ["hold", "sets", "reps", "firstSide", "onlySide", "guidance", "coaching",
      "countdown", "pace", "fit"]) {
      if (has(offer[name], choices[name])) found[name] = choices[name];
    }
    for (const [name, kind] of [["holds", "hold"], ["setsOf", "sets"], ["repsOf", "reps"]]) {
      const chosen = choices[name] || {};
      found[name] = Object.fromEntries(offer.stretches
        .filter((one) => Object.hasOwn(chosen, one.name) && has(one[kind], chosen[one.name]))
        .map((one) => [one.name, chosen[one.name]]));
    }
    const skipped = choices.skip || [];
    found.skip = offer.stretches.map((one) => one.name).filter((name) => skipped.includes(name));
    return found;
  };

  const open = (tables) => ({
    offer: tables.offer,
    make: (choices = {}) => make(tables, allowed(tables.offer, choices)),
  });

  return { open };
})();
