// Choices with a length -> the doses and the pace that fit the session to it, with as few changes
// as possible. It chooses what sivoice/session/fit.py chooses; the constants are in `tables.fit`.
"use strict";
const Fit = (() => {
  // The first index below `count` of which the key is not below `aim`; `count` if there is none.
  const bisect = (count, aim, key) => {
    let low = 0;
    let high = count;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (key(middle) < aim) low = middle + 1;
      else high = middle;
    }
    return low;
  };

  const between = (value, low, high) => Math.min(Math.max(value, low), high);

  const steps = (low, high, fine) => [Math.floor(low * fine), Math.ceil(high * fine)];

  // Parts: the dose of each stretch, as far as it can change; null for what cannot.

  // The dose that a stretch has wherever it is played; null if there is no such dose.
  const common = (those, kind, has) => {
    const values = new Set(those.map((one) => (one.play[has] ? one[kind] : null)));
    return values.size === 1 ? [...values][0] : null;
  };

  const own = (values, name) => values !== undefined && Object.hasOwn(values, name);

  const partOf = (tables, choices, name, those) => {
    const keeps = tables.fit.keeps[name];
    const hasReps = those.some((one) => one.play.hasReps);
    const keepsSets = keeps.sets || choices.sets !== undefined || own(choices.setsOf, name);
    const keepsReps = keeps.reps || choices.reps !== undefined || own(choices.repsOf, name);
    const hold = hasReps || keeps.hold ? null : common(those, "hold", "hasHold");
    const shortest = Math.max(...those.map((one) => one.play.safe[0]));
    const longest = Math.max(shortest, Math.min(...those.map((one) => one.play.safe[1])));
    return {
      name, hold, shortest, longest,
      sets: keepsSets ? null : common(those, "sets", "hasSets"),
      reps: keepsReps ? null : common(those, "reps", "hasReps"),
      prescribed: hold !== null && !(shortest <= hold && hold <= longest),
    };
  };

  const partsOf = (tables, choices, plays) => {
    const byName = new Map();
    for (const one of plays) {
      byName.set(one.play.name, [...(byName.get(one.play.name) || []), one]);
    }
    return [...byName].map(([name, those]) => partOf(tables, choices, name, those));
  };

  // Its change: {hold, sets, reps}, null for what stays.
  const changeOf = (tables, part, rung, factor) => {
    let hold = null;
    let reps = null;
    if (part.hold !== null) {
      const by = part.prescribed ? rung.prescribed : factor;
      const low = Math.min(part.hold, part.shortest);
      const high = Math.max(part.hold, part.longest);
      hold = between(Math.floor((part.hold * by) / 1000 + 0.5) * 1000, low, high);
      if (by === 1 || hold === part.hold) hold = null;
    }
    if (part.reps !== null) {
      const scaled = Math.floor(part.reps * rung.prescribed + 0.5);
      reps = between(scaled, 1, tables.fit.mostReps);
      if (reps === part.reps) reps = null;
    }
    return { hold, sets: rung.sets.get(part.name) ?? null, reps };
  };

  // The ladder: each rung makes the session longer, or shorter, than the one before.

  const lastRungs = (tables, parts, sets, longer) => {
    if (!parts.some((part) => part.prescribed || part.reps !== null)) return [];
    const factors = tables.fit.prescribed.filter((one) => (longer ? one > 1 : one < 1));
    factors.sort((one, other) => (longer ? one - other : other - one));
    return factors.map((prescribed) => ({ sets, prescribed }));
  };

  const ladder = (tables, parts, longer) => {
    const found = [{ sets: new Map(), prescribed: 1 }];
    const written = parts.filter((part) => part.sets !== null);
    const most = Math.max(1, ...written.map((part) => part.sets));
    const levels = [];
    if (longer) for (let level = 2; level <= tables.fit.mostSets; level++) levels.push(level);
    else for (let level = most; level > 1; level--) levels.push(level);
    const changed = new Map();
    for (const level of levels) {
      for (const part of longer ? written : [...written].reverse()) {
        const now = changed.get(part.name) ?? part.sets;
        if (longer ? now >= level : now < level) continue;
        changed.set(part.name, longer ? level : level - 1);
        found.push({ sets: new Map(changed), prescribed: 1 });
      }
    }
    return [...found, ...lastRungs(tables, parts, changed, longer)];
  };

  // Lengths: of a session with any doses, at any pace, as a sum.

  const count = (counts, ms) => counts.set(ms, (counts.get(ms) || 0) + 1);

  const sumOf = (clock, steps) => {
    const sum = { fixed: 0, holds: new Map(), rests: new Map(), written: [] };
    for (const step of steps) {
      if (step.rest !== undefined) {
        count(sum.rests, step.rest);
      } else if (step.written !== undefined) {
        sum.written.push([step.written, sumOf(clock, step.inside)]);
      } else if (step.hold !== undefined) {
        count(sum.holds, step.hold);
        sum.fixed += clock.lasts([{ ...step, cues: [] }]) - Schedule.toSamples(step.hold);
      } else if (step.timer !== undefined) {
        sum.fixed += Schedule.toSamples(step.timer);
      } else {
        sum.fixed += clock.lasts([step]);
      }
    }
    return sum;
  };

  // The length at a pace, with another length for all the holds unless it is null.
  const lengthAt = (sum, pace, hold = null) => {
    let samples = sum.fixed;
    for (const [ms, times] of sum.holds) samples += times * Schedule.toSamples(hold ?? ms);
    for (const [ms, times] of sum.rests) {
      samples += times * Schedule.restSamples({ rest: ms }, pace);
    }
    for (const [ms, inside] of sum.written) {
      samples += Math.max(0, Schedule.toSamples(ms) - lengthAt(inside, pace));
    }
    return samples;
  };

  const lengths = (tables, bound, minutes) => {
    const clock = Schedule.scheduler(tables, 1, minutes);
    const of = (chapters) => sumOf(clock, chapters.flatMap(
      (chapter) => Plan.stepsOfChapter(tables, chapter, 0).map(({ step }) => step)));
    const { plays, now } = bound;
    const ownSum = of([...Plan.opening(tables, now), ...Plan.closing(tables, now)]);
    const edges = Schedule.toSamples(tables.leadIn) + Schedule.toSamples(tables.leadOut);
    const occurrences = Plan.occurrences(tables, plays);
    const sums = new Map();

    const stretch = (name, change) => {
      const those = occurrences.filter(({ one }) => one.play.name === name);
      const hold = those[0].one.play.holdMatters ? change.hold : null;
      const key = JSON.stringify([name, hold, change.sets, change.reps]);
      if (!sums.has(key)) {
        sums.set(key, of(those.map(({ one, round, before, number }) => Plan.chapterOf(tables, {
          ...one,
          hold: hold ?? one.hold,
          sets: change.sets ?? one.sets,
          reps: change.reps ?? one.reps,
        }, now, round, before, number))));
      }
      return sums.get(key);
    };

    return (changes, pace) => {
      let samples = lengthAt(ownSum, pace) + edges;
      for (const [name, change] of changes) {
        samples += lengthAt(stretch(name, change), pace, change.hold);
      }
      return samples;
    };
  };

  // Searches for the doses that fit a session with the fewest changes. Doses: {changes, pace}.
  const search = (tables, choices, bound, minutes) => {
    const { fine, paces: usual, tolerance } = tables.fit;
    const near = Math.floor((tolerance * Schedule.RATE) / 1000);
    const parts = partsOf(tables, choices, bound.plays);
    const samples = lengths(tables, bound, minutes);
    const known = new Map();
    const tried = [];
    const pace = choices.pace ?? tables.written.pace;
    const keepsPace = tables.fit.keepsPace || choices.pace !== undefined;
    const [slowest, briskest] = steps(Math.min(usual[0], pace), Math.max(usual[1], pace), fine);
    const paces = keepsPace ? [pace]
      : Array.from({ length: briskest - slowest + 1 }, (_, i) => (slowest + i) / fine);
    const ordinary = parts.filter((part) => part.hold && !part.prescribed);
    const [lowest, highest] = steps(
      ordinary.length ? Math.min(...ordinary.map((part) => part.shortest / part.hold)) : 1,
      ordinary.length ? Math.max(...ordinary.map((part) => part.longest / part.hold)) : 1,
      fine,
    );

    const lasts = (doses) => {
      const key = JSON.stringify([[...doses.changes.values()], doses.pace]);
      if (!known.has(key)) known.set(key, samples(doses.changes, doses.pace));
      tried.push(known.get(key));
      return known.get(key);
    };

    const dosesOn = (rung, factor, at = pace) => ({
      changes: new Map(parts.map((part) => [part.name, changeOf(tables, part, rung, factor)])),
      pace: at,
    });
    const longestOn = (rung) => lasts(dosesOn(rung, highest / fine, paces[0]));
    const shortestOn = (rung) => lasts(dosesOn(rung, lowest / fine, paces.at(-1)));
    const isNear = (doses, aim) => Math.abs(lasts(doses) - aim) <= near;

    const nearest = (doses, aim) => {
      const off = doses.map((one) => Math.abs(lasts(one) - aim));
      return doses[off.indexOf(Math.min(...off))];
    };

    // The two of `number` doses on either side of `aim`; each is longer than the last.
    const around = (doses, number, aim) => {
      const first = bisect(number, aim, (i) => lasts(doses(i)));
      return [doses(Math.max(0, first - 1)), doses(Math.min(first, number - 1))];
    };

    // If one more second in every hold is too much, only the first stretches get it.
    const withHolds = (rung, aim) => {
      const [shorter, longer] = around(
        (i) => dosesOn(rung, (lowest + i) / fine), highest - lowest + 1, aim);
      const best = nearest([shorter, longer], aim);
      if (isNear(best, aim)) return best;
      const names = parts.map((part) => part.name);
      const mixed = (number) => {
        const changes = new Map(shorter.changes);
        for (const name of names.slice(0, number)) changes.set(name, longer.changes.get(name));
        return { ...shorter, changes };
      };
      return nearest(around(mixed, names.length + 1, aim), aim);
    };

    const on = (rung, aim) => {
      const same = dosesOn(rung, 1);
      if (isNear(same, aim)) return same;
      const held = withHolds(rung, aim);
      if (isNear(held, aim)) return held;
      const paced = (i) => ({ ...held, pace: paces[paces.length - 1 - i] });
      return nearest(around(paced, paces.length, aim), aim);
    };

    // The index of the first rung that is long enough, or short enough.
    const first = (rungs, aim, longer) => (longer
      ? bisect(rungs.length, aim - near, (i) => longestOn(rungs[i]))
      : bisect(rungs.length, -aim - near, (i) => -shortestOn(rungs[i])));

    const climb = (rungs, aim, longer) => {
      for (const rung of rungs) {
        const doses = on(rung, aim);
        if (isNear(doses, aim)) return doses;
        const beyond = longer ? shortestOn(rung) - aim : aim - longestOn(rung);
        if (beyond > near) break;
      }
      return null;
    };

    const find = (aim) => {
      const longer = lasts(dosesOn({ sets: new Map(), prescribed: 1 }, 1)) < aim;
      const rungs = ladder(tables, parts, longer);
      const start = first(rungs, aim, longer);
      let doses = climb(rungs.slice(start), aim, longer);
      if (doses === null && start > 0 && start < rungs.length) {
        const both = [[rungs[start - 1].sets, longer], [rungs[start].sets, !longer]];
        for (const [sets, more] of both) {
          const last = lastRungs(tables, parts, sets, more);
          doses ??= climb(last.slice(first(last, aim, more)), aim, more);
        }
      }
      return doses;
    };

    return { find, lasts, near, tried, written: pace };
  };

  // What `fitted` is in plan.js.
  const changesOf = (doses, written) => {
    const of = (kind) => Object.fromEntries([...doses.changes]
      .filter(([, change]) => change[kind] !== null)
      .map(([name, change]) => [name, change[kind]]));
    const found = { holds: of("hold"), sets: of("sets"), reps: of("reps") };
    return doses.pace === written ? found : { ...found, pace: doses.pace };
  };

  const problem = (target, tried) => {
    const shortest = Math.min(...tried);
    const longest = Math.max(...tried);
    if (target < shortest) return { kind: "shortest", samples: shortest };
    if (target > longest) return { kind: "longest", samples: longest };
    const off = tried.map((samples) => Math.abs(samples - target));
    return { kind: "nearest", samples: tried[off.indexOf(Math.min(...off))] };
  };

  // `make(fitted)` makes the session with what was chosen: {timeline, ...} or {problem}.
  const fit = (tables, choices, make) => {
    const target = choices.fit * 60 * Schedule.RATE;
    const bound = Plan.bind(tables, choices);
    if (!bound.plays.length) return make({});
    const found = search(tables, choices, bound, Schedule.spokenMinutes(target));
    let aim = target;
    for (let attempt = 0; attempt < tables.fit.attempts; attempt++) {
      const doses = found.find(aim);
      if (doses === null) break;
      const made = make(changesOf(doses, found.written));
      if (made.problem) return made;
      const { samples } = made.timeline;
      if (Math.abs(samples - target) <= found.near) return made;
      found.tried.push(samples);
      // The session's own lines say how long or how often something is done, which sums ignore.
      aim = target - (samples - found.lasts(doses));
    }
    return { problem: problem(target, found.tried) };
  };

  return { fit };
})();
