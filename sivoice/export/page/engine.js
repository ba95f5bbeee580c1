// What the page makes other versions of its session with: see choices.js.
const Engine = {
  open: () => {
    const session = Choose.open(JSON.parse(document.getElementById("tables").textContent));
    let sound = null;
    // The sound is opened when it is first needed: most listeners take the session as it is.
    const opened = () => {
      sound = sound ?? Splice.open(
        JSON.parse(document.getElementById("runs").textContent),
        document.getElementById("frames").textContent,
      );
      return sound;
    };
    return {
      offer: session.offer,
      make: (choices) => {
        const { problem, timeline, data, changes } = session.make(choices);
        if (problem) return { problem };
        return { data, changes, url: Splice.url(Splice.splice(timeline, opened())) };
      },
    };
  },
};
