// The composer beyond what its buttons do without a script: files are sent when they are chosen,
// pictures are dragged into order, a crop is seen at once, and a tap says what it must keep.

const form = document.querySelector("#composer");
form.classList.add("scripted");

function send(files) {
  if (!files.files.length) return;
  const place = files.closest(".shot-add");
  form.requestSubmit(place.querySelector("[data-upload]"));
  place.classList.add("shot-busy");
}

for (const files of form.querySelectorAll("[data-files]")) {
  files.addEventListener("change", () => send(files));
  send(files); // what was chosen before this ran
}

const changed = () => form.dispatchEvent(new Event("input", { bubbles: true }));

function number() {
  const shots = [...form.querySelectorAll("[data-shot]")];
  shots.forEach((shot, place) => {
    shot.querySelector("[data-order]").value = place;
    shot.querySelector(".shot-place").textContent = place + 1;
    const [earlier, later] = shot.querySelectorAll(".shot-act");
    earlier.disabled = place === 0;
    later.disabled = place === shots.length - 1;
  });
  changed();
}

// Pointers move pictures rather than the browser's own dragging, which phones do not have. A finger
// scrolls, so for it there are the buttons.
const STILL = 8; // pixels that a hand may tremble in a tap
let held = null; // the picture that is pressed, where, and whether it is on its way

function press(event) {
  const shot = event.target.closest("[data-view]")?.closest("[data-shot]");
  if (shot && event.button === 0) held = { shot, x: event.clientX, y: event.clientY, moves: false };
}

function drag(event) {
  if (!held || event.pointerType === "touch") return;
  held.moves ||= Math.hypot(event.clientX - held.x, event.clientY - held.y) > STILL;
  if (!held.moves) return;
  held.shot.classList.add("shot-dragged");
  const over = document.elementFromPoint(event.clientX, event.clientY)?.closest("[data-shot]");
  if (!over || over === held.shot) return;
  const after = held.shot.compareDocumentPosition(over) & Node.DOCUMENT_POSITION_FOLLOWING;
  if (after) over.after(held.shot);
  else over.before(held.shot);
}

function release(event) {
  if (!held) return;
  const { shot, moves } = held;
  held = null;
  shot.classList.remove("shot-dragged");
  if (moves) number();
  else if (event.type === "pointerup" && shot.querySelector("[data-aspect]").value) {
    focusAt(shot, event);
  }
}

const ROWS = ["top", "middle", "bottom"];
const COLUMNS = ["left", "centre", "right"];

function show(shot) {
  const view = shot.querySelector("[data-view]");
  const aspect = shot.querySelector("[data-aspect]").value.replace(":", "-") || "none";
  const focus = shot.querySelector("[data-focus]").value;
  view.className = `picture shot-picture aspect-${aspect} focus-${focus}`;
}

function focusAt(shot, { clientX, clientY }) {
  const box = shot.querySelector("img").getBoundingClientRect();
  const third = (at, from, size) => Math.min(2, Math.max(0, Math.floor((3 * (at - from)) / size)));
  const row = ROWS[third(clientY, box.top, box.height)];
  shot.querySelector("[data-focus]").value = `${row}-${COLUMNS[third(clientX, box.left, box.width)]}`;
  show(shot);
  changed();
}

document.addEventListener("pointerdown", press);
document.addEventListener("pointermove", drag);
document.addEventListener("pointerup", release);
document.addEventListener("pointercancel", release);
form.addEventListener("dragstart", (event) => event.preventDefault());
form.addEventListener("change", (event) => {
  const shot = event.target.closest("[data-shot]");
  if (shot) show(shot);
});
