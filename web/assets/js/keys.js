// Keys: / or Ctrl-K searches, j and k walk a list, p shows a row beside it, n writes something down, x ticks off, s puts off, z takes back, c makes something new, ? shows
// the keys. A letter typed into a field is a letter.
import { takeBack } from "./settled.js";
import { glance } from "./glance.js";

const typing = (el) => el.matches?.("input, textarea, select, [contenteditable]");
const rowLinks = (list) => [...list.querySelectorAll("tbody tr[data-href] a, li[data-href] > a, .step-name, .todo-title")].filter(
  (a, i, all) => a.offsetParent && all.findIndex((b) => b.closest("[data-href]") === a.closest("[data-href]")) === i,
);

function walk(by) {
  const here = document.activeElement;
  const links = [...document.querySelectorAll("main [data-list]")].flatMap(rowLinks);
  if (!links.length) return false;
  const at = links.findIndex((a) => a === here || a.closest("[data-href]")?.contains(here));
  const next = links[at < 0 ? (by > 0 ? 0 : links.length - 1) : Math.min(Math.max(at + by, 0), links.length - 1)];
  next.focus();
  next.closest("[data-href]")?.scrollIntoView({ block: "nearest" });
  return true;
}

function search() {
  const field = [document.getElementById("q-top"), document.getElementById("q-page")].find((f) => f?.offsetParent);
  if (!field) return location.assign("/search");
  field.focus();
  field.select();
}

function showKeys() {
  document.getElementById("shortcuts")?.showModal();
}

function open(key) {
  const summary = [...document.querySelectorAll(`[data-key="${key}"]`)].find((s) => s.offsetParent);
  if (!summary) return false;
  summary.parentElement.open = true;
  const body = summary.parentElement;
  (body.querySelector("textarea") ?? body.querySelector("a.item, select, input:not([type=hidden])"))?.focus(); // one types at once
  summary.scrollIntoView({ block: "center" });
  return true;
}

// press does something with the row that has the focus, or with the task whose page it is.
function press(what) {
  const row = document.activeElement?.closest("li[data-href]") ?? document.querySelector(".task-head");
  const button = row?.querySelector(what);
  button?.click();
  button?.closest("details[open]")?.querySelector("button.item")?.focus();
  return Boolean(button);
}

function arrow(event) {
  const by = event.key === "ArrowDown" ? 1 : -1;
  if (event.target.closest?.("[data-href]") && !typing(event.target) && walk(by)) event.preventDefault();
}

document.addEventListener("keydown", (event) => {
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") {
    event.preventDefault();
    search();
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
  if (event.key === "ArrowDown" || event.key === "ArrowUp") return arrow(event);
  if (typing(event.target) || document.querySelector("dialog[open]")) return;
  const done = {
    "/": search,
    "?": showKeys,
    j: () => walk(1),
    k: () => walk(-1),
    n: () => press(".step-acts > a.button") || open("n"),
    x: () => press('[id^="tick-"], [data-key="x"]'),
    s: () => press('[id^="later-"]'),
    c: () => open("c"),
    z: takeBack,
    p: glance,
  }[event.key];
  if (done && done() !== false) event.preventDefault();
});

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-shortcuts]")) showKeys();
});
