// Timeline -> the runs of its sound: what sivoice/sound/arrangement.py, and `runs` and `whole_run`
// of sivoice/export/frames.py do, without a tone to breathe with. Change them together.
//
// A timeline is {samples, events: [{kind, start, length, clip}]}, in samples at 44100 Hz, in order.
// `clip` is an index into the page's clips, and null if the event makes no sound.
// A sound is {rings, pad}: `rings` has, for each clip, how long it can ring: samples of a chime,
// null of words. `pad` says whether a pad sounds in the silences.
"use strict";
const Arrange = (() => {
  // Samples of a frame. Every event starts on a multiple of it.
  const GRID = 1152;
  // Without a pad, a chime that cannot ring whole rings a multiple of this longer than it always
  // does.
  const RING_STEP = 22050;
  // In a longer silence, the pad begins again once in this time.
  const LONGEST = 2450 * GRID;
  // In a shorter silence there is no pad.
  const SHORTEST = 8 * GRID;

  const onGrid = (samples) => Math.ceil(samples / GRID) * GRID;
  const endOf = (part) => part.start + part.length;

  // How long a chime rings: at most until two frames before the next sound, but never less than
  // its event lasts.
  const rung = (event, whole, until, step) => {
    const room = until - 2 * GRID - event.start;
    const longer = Math.min(whole, room) - event.length;
    if (longer <= 0) return event.length;
    return event.length + (whole <= room ? longer : Math.floor(longer / step) * step);
  };

  // What sounds: {start, length, clip}, in order, each chime as long as it rings.
  const clipsOf = (timeline, sound) => {
    const clips = timeline.events.filter((event) => event.clip !== null && event.length > 0);
    return clips.map((event, i) => {
      const until = i + 1 < clips.length ? clips[i + 1].start : timeline.samples;
      const whole = sound.rings[event.clip];
      const step = sound.pad ? 1 : RING_STEP;
      const length = whole === null ? event.length : rung(event, whole, until, step);
      return { start: event.start, length, clip: event.clip };
    });
  };

  // The pad in the silences, and with the chimes: {start, length, clip: null}.
  const padsOf = (timeline, sound, clips) => {
    const pads = [];
    let start = 0;
    const piece = (end) => {
      for (; start < end; start += LONGEST) {
        const length = Math.min(LONGEST - GRID, end - start);
        if (length >= SHORTEST) pads.push({ start, length, clip: null });
      }
    };
    for (const one of clips) {
      const after = onGrid(endOf(one)) + GRID;
      const next = sound.rings[one.clip] !== null && start <= one.start ? one.start : after;
      piece(one.start - GRID);
      start = next;
    }
    piece(timeline.samples - GRID);
    return pads;
  };

  // What sounds in groups that are encoded as one. What starts before the last frame of a group
  // joins it. An encoded clip takes one frame more than its samples fill.
  const runs = (timeline, sound) => {
    const clips = clipsOf(timeline, sound);
    const pads = sound.pad ? padsOf(timeline, sound, clips) : [];
    const parts = [...clips, ...pads].sort((one, other) => one.start - other.start);
    const groups = [];
    let until = 0;
    for (const part of parts) {
      const frame = part.start / GRID;
      if (groups.length && frame < until) groups[groups.length - 1].push(part);
      else groups.push([part]);
      until = Math.max(until, frame + Math.ceil(part.length / GRID) + 1);
    }
    return groups;
  };

  // If a run is a pad, by itself or with a chime: how many frames it has of the whole pad.
  const framesOfPad = (run, sound) => {
    const pad = run[run.length - 1];
    const isPad = pad.clip === null && pad.start === run[0].start && run.length <= 2;
    const isAlone = run.length === 1 || sound.rings[run[0].clip] !== null;
    return isPad && isAlone ? pad.length / GRID : null;
  };

  // Identifies what is heard in a run, wherever it is: `offset,clip,length` of each part; of a pad,
  // whatever its length, `pad` or `pad,clip`.
  const key = (run, sound) => {
    if (framesOfPad(run, sound) !== null) return run.length === 1 ? "pad" : `pad,${run[0].clip}`;
    return run
      .map((part) => `${part.start - run[0].start},${part.clip},${part.length}`)
      .join(" ");
  };

  return { GRID, runs, framesOfPad, key };
})();
