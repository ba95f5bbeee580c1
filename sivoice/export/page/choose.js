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
    return { timeline, minutes, changes, ...PageData.of(tables, chapters, timeline, pace) };
  };

  const open = (tables) => ({
    offer: tables.offer,
    make: (choices = {}) => make(tables, choices),
  });

  return { open };
})();
