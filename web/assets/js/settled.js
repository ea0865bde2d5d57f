// Who ticks a row off, or puts it off, goes on with the next: the focus stays in the list,
// and z takes back what was just done.
let next;

document.addEventListener("submit", (event) => {
  const button = event.submitter;
  const row = button?.matches("[data-settles]") && button.closest("li[id]");
  if (!row) return;
  const following = row.nextElementSibling ?? row.previousElementSibling;
  next = { id: following?.id, part: button.closest(".menu, .step-note") ? "" : button.id.split("-")[0] };
}, true);

document.addEventListener("htmx:after:swap", () => {
  if (!next) return;
  const row = next.id && document.getElementById(next.id);
  const part = row && next.part && row.querySelector(`[id^="${next.part}-"]`);
  (part || row?.querySelector("a") || document.querySelector(".flash form button") || document.getElementById("main")).focus();
  next = undefined;
});

// What opens below a row takes the focus; Esc closes it and gives the focus back.
let opens;

document.addEventListener("click", (event) => {
  opens = event.target.closest('[hx-target^="#more-"], [hx-target^="#note-"]');
}, true);

document.addEventListener("htmx:after:swap", () => {
  const into = opens && document.querySelector(opens.getAttribute("hx-target"));
  into?.querySelector("a[href], button, select, textarea, input:not([type=hidden])")?.focus();
  opens = undefined;
});

document.addEventListener("keydown", (event) => {
  const below = event.key === "Escape" && event.target.closest(".todo-more, .step-note");
  if (!below) return;
  document.querySelector(`[hx-target="#${below.id}"]`)?.focus();
  below.replaceChildren();
  event.preventDefault();
});

export function takeBack() {
  const button = document.querySelector(".flash form button");
  button?.click();
  return Boolean(button);
}
