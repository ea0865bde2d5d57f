// Keys: / or Ctrl-K searches, j and k walk a list, n writes something down, c makes something new, ? shows
// the keys. A letter typed into a field is a letter.
import { takeBack } from "./settled.js";

const typing = (el) => el.matches?.("input, textarea, select, [contenteditable]");
const rowLinks = (list) => [...list.querySelectorAll("tbody tr[data-href] a, li[data-href] > a, .step-name")].filter(
  (a, i, all) => a.offsetParent && all.findIndex((b) => b.closest("[data-href]") === a.closest("[data-href]")) === i,
);

function listFor(el) {
  if (el.closest?.(".top-search")) return document.querySelector("#found [data-list]");
  return el.closest?.("[data-list]") || document.querySelector("main [data-list]");
}

function walk(by) {
  const here = document.activeElement;
  let links;
  if (here?.closest(".top-search")) links = rowLinks(listFor(here) ?? document.createElement("div"));
  else links = [...document.querySelectorAll("main [data-list]")].flatMap(rowLinks);
  if (!links.length) return false;
  const at = links.findIndex((a) => a === here || a.closest("[data-href]")?.contains(here));
  const next = links[at < 0 ? (by > 0 ? 0 : links.length - 1) : Math.min(Math.max(at + by, 0), links.length - 1)];
  next.focus();
  next.closest("[data-href]")?.scrollIntoView({ block: "nearest" });
  return true;
}

function search() {
  const field = document.getElementById("q-top");
  field?.focus();
  field?.select();
}

function showKeys() {
  document.getElementById("shortcuts")?.showModal();
}

function open(key) {
  const summary = document.querySelector(`[data-key="${key}"]`);
  if (!summary) return false;
  summary.parentElement.open = true;
  summary.parentElement.querySelector("a.item, select, input:not([type=hidden]), textarea")?.focus();
  summary.scrollIntoView({ block: "center" });
  return true;
}

function arrow(event) {
  const by = event.key === "ArrowDown" ? 1 : -1;
  const inSearch = event.target.closest?.(".top-search");
  const onRow = event.target.closest?.("[data-href]");
  if ((inSearch || (onRow && !typing(event.target))) && walk(by)) event.preventDefault();
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
    n: () => open("n"),
    c: () => open("c"),
    z: takeBack,
  }[event.key];
  if (done && done() !== false) event.preventDefault();
});

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-shortcuts]")) showKeys();
});
