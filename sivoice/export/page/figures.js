// Shows the figure of the stretch, and puts it on the lock screen. Runs after the page's own script.
(() => {
  const read = (id) => JSON.parse(document.getElementById(id).textContent);
  const { looks } = read("session");
  const artwork = read("artwork");
  const sound = document.getElementById("sound");
  const stage = document.getElementById("now");
  const figures = Array.from(document.getElementById("figures").children);
  const media = "mediaSession" in navigator ? navigator.mediaSession : null;
  // Seconds by which a browser can round a position down.
  const NEARLY = 0.005;

  let shown = null;
  let described = null;
  let frame = 0;

  const lookAt = (time) => {
    const next = looks.findIndex((look) => look.start > time + NEARLY);
    return looks.at(next < 0 ? -1 : Math.max(0, next - 1));
  };

  const picture = (look) => {
    stage.dataset.figured = String(Boolean(look.figure));
    for (const one of figures) {
      one.hidden = one.dataset.figure !== look.figure;
      if (one.hidden) continue;
      one.dataset.side = look.side;
      one.dataset.pose = look.pose;
    }
  };

  const describe = (look) => {
    if (look.figure) media.metadata.artwork = artwork[look.figure][look.side];
  };

  const show = () => {
    const look = lookAt(sound.ended ? Infinity : sound.currentTime);
    const metadata = media && media.metadata;
    if (look !== shown) picture(look);
    if (metadata && (look !== shown || metadata !== described)) describe(look);
    shown = look;
    described = metadata;
  };

  const follow = () => {
    show();
    frame = sound.paused ? 0 : window.requestAnimationFrame(follow);
  };

  sound.addEventListener("play", () => {
    if (!frame) frame = window.requestAnimationFrame(follow);
  });
  for (const event of ["pause", "seeking", "seeked", "timeupdate", "ended"]) {
    sound.addEventListener(event, show);
  }
  show();
})();
