// Shows the figure of a stretch on the stage, as thumbnails, and on the lock screen.

const artworks = read("artwork");
const figures = Array.from(element("figures").children);
const withoutPicture = element("thumb").firstElementChild;
let shownLook = null;
let shownNext = null;

const lookAt = (time, now) => (
  session.looks ? at(session.looks, now === "over" ? Infinity : time) : {}
);

const clone = (look) => {
  const one = figures.find((node) => node.dataset.figure === look.figure);
  if (!one) return null;
  const picture = one.lastElementChild.cloneNode(true);
  picture.classList.toggle("mirrored", look.side === "left");
  return picture;
};

// The first hold from one moment to another, or else what is shown first.
const lookWithin = (start, end) => {
  const within = session.looks.filter((look) => look.start > start - NEARLY && look.start < end);
  return within.find((look) => look.pose === "hold") ?? within[0] ?? lookAt(start);
};

thumbnailOf = (start, end) => (session.looks ? clone(lookWithin(start, end)) : null);

pictureOf = (stretch) => clone({ figure: stretch.figure });

artworkAt = (time, now) => {
  const look = lookAt(time, now);
  return look.figure ? artworks[look.figure][look.side] : COVER;
};

const showPicture = (look) => {
  for (const one of figures) {
    one.hidden = one.dataset.figure !== look.figure;
    if (one.hidden) continue;
    one.dataset.side = look.side;
    one.dataset.pose = look.pose;
  }
};

const showNext = (time) => {
  const stage = nextStage(time);
  if (stage === shownNext) return;
  shownNext = stage;
  const after = stage && nextStage(stage.start);
  const picture = stage && thumbnailOf(stage.start, after ? after.start : session.duration);
  element("thumb").replaceChildren(picture ?? withoutPicture);
};

const showFigure = (time, stage, now) => {
  const look = lookAt(time, now);
  put(document.body, "data-drawn", String(Boolean(look.figure)));
  showNext(time);
  if (look !== shownLook) showPicture(look);
  shownLook = look;
};

const showCover = () => {
  const first = (session.looks ?? []).find((look) => look.pose === "hold" && look.figure);
  element("cover").replaceChildren(...(first ? [clone(first)] : []));
};

rebuilders.push(() => {
  shownLook = shownNext = null;
  showCover();
});
watchers.push(showFigure);
showCover();
