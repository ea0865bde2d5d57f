// The calendar by keys and by hand: t today, d w m a the views, n something new, the arrows from day to day; what has
// the focus moves with Alt and an arrow, and what is dragged to where it is dropped. Both send the form that the page
// has for it, so that what follows is as without script: a sentence, and a button that takes it back.
const here = () => document.querySelector("main [data-calendar]");
const typing = (el) => el?.matches?.("input, textarea, select, [contenteditable]");
const dayMs = 86400000;

// later is a time "2026-03-31T09:30", or a day alone, some days and minutes on.
function later(at, days, minutes) {
  const timed = at.includes("T");
  const t = new Date(Date.parse(timed ? at + ":00Z" : at + "T00:00Z") + days * dayMs + minutes * 60000);
  return t.toISOString().slice(0, timed ? 16 : 10);
}

function move(chip, to) {
  const form = document.querySelector("#cal-move form");
  if (!form || to === chip.dataset.move) return;
  const [day, hour] = to.split("T");
  for (const [name, value] of Object.entries({ type: chip.dataset.type, id: chip.dataset.id, at: chip.dataset.at ?? "", to: day, time: hour ?? "" })) {
    form.elements[name].value = value;
  }
  form.requestSubmit();
}

function byArrow(event, chip) {
  const across = { ArrowLeft: -1, ArrowRight: 1 }[event.key] ?? 0;
  const down = { ArrowUp: -1, ArrowDown: 1 }[event.key] ?? 0;
  const month = here().dataset.view === "month";
  move(chip, later(chip.dataset.move, across + (month ? 7 * down : 0), month ? 0 : 30 * down));
}

// toDay gives the focus to the day that lies so far from the one that has it; beyond what is shown one goes on to it.
function toDay(by) {
  const days = [...here().querySelectorAll("[data-day] .cal-date")].filter((a) => a.offsetParent);
  const at = days.findIndex((a) => a === document.activeElement || a.closest("[data-day]").contains(document.activeElement));
  if (at < 0) {
    const today = days.findIndex((a) => a.hasAttribute("aria-current"));
    days[Math.max(today, 0)]?.focus();
    return days.length > 0;
  }
  if (days[at + by]) days[at + by].focus();
  else location.assign(by < 0 ? here().dataset.before : here().dataset.after);
  return true;
}

function press(event) {
  const cal = here();
  if (!cal || event.ctrlKey || event.metaKey || typing(event.target) || document.querySelector("dialog[open]")) return;
  const chip = document.activeElement?.closest?.("[data-move]");
  if (event.altKey) {
    if (!chip || !event.key.startsWith("Arrow")) return;
    byArrow(event, chip);
    event.preventDefault();
    return;
  }
  const week = cal.dataset.view === "month" ? 7 : 1;
  const done = {
    t: () => location.assign(cal.dataset.today),
    n: () => location.assign(cal.dataset.new),
    ArrowLeft: () => toDay(-1),
    ArrowRight: () => toDay(1),
    ArrowUp: () => cal.dataset.view === "month" && toDay(-week),
    ArrowDown: () => cal.dataset.view === "month" && toDay(week),
  }[event.key];
  const view = cal.querySelector(`[data-view-key="${CSS.escape(event.key)}"]`);
  if (view) view.click();
  else if (!done || done() === false) return;
  event.preventDefault();
  event.stopPropagation();
}
document.addEventListener("keydown", press, true);

let drag = null;
const under = (event) => document.elementsFromPoint(event.clientX, event.clientY);
const targetOf = (event) => under(event).find((el) => el.matches("[data-slot]")) ?? under(event).find((el) => el.matches("[data-day]"));
function mark(target) {
  for (const el of document.querySelectorAll(".cal-target")) el.classList.remove("cal-target");
  target?.classList.add("cal-target");
}

document.addEventListener("pointerdown", (event) => {
  const chip = event.target.closest?.("[data-calendar] [data-move]");
  if (!chip || event.button !== 0 || event.pointerType === "touch") return;
  drag = { chip, x: event.clientX, y: event.clientY, on: false };
});
document.addEventListener("dragstart", (event) => {
  if (event.target.closest?.("[data-calendar] [data-move]")) event.preventDefault(); // a link would be dragged as a link
});
document.addEventListener("pointermove", (event) => {
  if (!drag) return;
  if (!drag.on && Math.hypot(event.clientX - drag.x, event.clientY - drag.y) < 6) return;
  drag.on = true;
  drag.chip.classList.add("moving");
  mark(targetOf(event));
});
document.addEventListener("pointerup", (event) => {
  if (!drag) return;
  const { chip, on } = drag;
  drag = null;
  mark(null);
  chip.classList.remove("moving");
  if (!on) return;
  addEventListener("click", (e) => { e.preventDefault(); e.stopPropagation(); }, { capture: true, once: true });
  const target = targetOf(event);
  if (!target) return;
  const hour = chip.dataset.move.split("T")[1];
  const slot = target.dataset.slot;
  if (slot && hour) move(chip, slot.slice(0, 14) + (slot.slice(11, 13) === hour.slice(0, 2) ? hour.slice(3) : "00"));
  else if (slot) move(chip, chip.dataset.type === "event" ? slot : slot.slice(0, 10));
  else move(chip, target.dataset.day + (hour ? "T" + hour : ""));
});
