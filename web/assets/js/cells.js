// A value is changed where it stands, in a list or on the page of a record. In a list Enter or F2 on a cell,
// or a double click, opens its field; Enter saves, Esc leaves it as it was, Tab saves and goes on to the next
// cell. The arrows go from cell to cell. Nothing but the cell is drawn anew, so the list stays as it was.
import { stay } from "./pages.js";

const kept = new WeakMap(); // of a cell that is open: what stood there, and what its field held
const cellOf = (el) => el?.closest?.(".cell");
const pencils = (of) => [...(of?.querySelectorAll(".pencil") ?? [])];
const inputs = (cell) => [...cell.querySelectorAll("input:not([type=hidden]), select, textarea")];
const here = () => location.pathname + location.search;
const said = (form) => new URLSearchParams(new FormData(form)).toString();

async function ask(path, options = {}) {
  const answer = await fetch(path, { ...options, headers: { "HX-Request": "true" } });
  return { ok: answer.ok, page: new DOMParser().parseFromString(await answer.text(), "text/html") };
}

function ready(cell) {
  const field = cell.querySelector("[aria-invalid=true]") ?? inputs(cell)[0];
  field?.focus();
  if (field?.matches("input")) field.select();
}

async function edit(pencil) {
  const cell = cellOf(pencil);
  const other = document.querySelector(".cell.editing");
  if (other) leave(other);
  const { page } = await ask(pencil.getAttribute("href"));
  const part = page.getElementById("one-field");
  if (!part) return location.assign(pencil.href);
  const nodes = [...cell.childNodes];
  cell.replaceChildren(part);
  cell.classList.add("editing");
  kept.set(cell, { nodes, pencil, was: said(part.querySelector("form")) });
  ready(cell);
}

// leave puts back what stood there.
function leave(cell, focus) {
  const { nodes, pencil } = kept.get(cell);
  cell.replaceChildren(...nodes);
  cell.classList.remove("editing");
  kept.delete(cell);
  if (focus) pencil.focus();
}

// save sends the form of a cell; refused, it stays open with what is wrong beside its field. On the page of
// a record, more than the field may look otherwise then: all of it is drawn anew.
async function save(cell, submitter) {
  const form = cell.querySelector("form");
  const { pencil, was } = kept.get(cell);
  if (said(form) === was) {
    leave(cell, true);
    return true;
  }
  const inList = cell.closest("table") !== null;
  const body = new URLSearchParams(new FormData(form, submitter));
  body.set("next", inList ? pencil.getAttribute("href") : here());
  for (const button of form.querySelectorAll("button")) button.disabled = true;
  const { ok, page } = await ask(form.getAttribute("action"), { method: "POST", body });
  const part = page.getElementById("one-field");
  if (!ok && part) {
    cell.replaceChildren(part);
    ready(cell);
    return false;
  }
  if (!inList || !part) return renew(page, pencil);
  leave(cell);
  const shown = part.querySelector("template[data-shown]").content.textContent.trim();
  cell.replaceChildren(shown, " ", pencil);
  pencil.focus();
  tell(page.querySelector(".flash"));
  return true;
}

// renew draws the whole page anew; the focus stays on the field.
function renew(page, pencil) {
  const main = page.getElementById("main");
  document.getElementById("main").replaceWith(main);
  window.htmx?.process(main);
  [...document.querySelectorAll(".pencil")].find((p) => p.getAttribute("href") === pencil.getAttribute("href"))?.focus();
  return false;
}

// tell says what was done, with the way back, above the list.
function tell(flash) {
  const main = document.getElementById("main");
  main.querySelector(":scope > .flash")?.remove();
  if (!flash) return;
  const next = flash.querySelector("[name=next]");
  if (next) next.value = here();
  main.prepend(flash);
}

// on goes to the next cell, or the one before, once this one is saved.
async function on(cell, by) {
  const { pencil } = kept.get(cell);
  if (!(await save(cell))) return;
  const all = pencils(cell.closest("table, dl"));
  const next = all[all.indexOf(pencil) + by];
  if (next) edit(next);
}

// walk moves the focus from cell to cell; false where nobody is in one.
function walk(event) {
  const row = event.target.closest("tr[data-href]");
  if (!row || !event.target.matches(".pencil, th a")) return false;
  const here = pencils(row);
  const at = here.indexOf(event.target);
  const aside = { ArrowRight: at + 1, ArrowLeft: at - 1 }[event.key];
  const beside = { ArrowDown: "nextElementSibling", ArrowUp: "previousElementSibling" }[event.key];
  let to;
  if (aside !== undefined) to = aside === -1 && at === 0 ? row.querySelector("th a") : here[aside];
  else if (beside && at >= 0) to = pencils(row[beside])[at];
  to?.focus();
  return Boolean(to);
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const cell = event.target.closest?.(".cell.editing");
  if (!cell) {
    const row = event.target.closest?.("tr[data-href]");
    if (event.key === "F2" && row) {
      const pencil = event.target.matches(".pencil") ? event.target : pencils(row)[0];
      if (pencil) edit(pencil);
    } else if (!walk(event)) return;
    event.preventDefault();
    return;
  }
  const fields = inputs(cell);
  const edge = event.target === (event.shiftKey ? fields[0] : fields[fields.length - 1]);
  if (event.key === "Escape") leave(cell, true);
  else if (event.key === "Enter" && event.target.matches("select, input")) save(cell);
  else if (event.key === "Tab" && edge) on(cell, event.shiftKey ? -1 : 1);
  else return;
  event.preventDefault();
  event.stopPropagation();
}, true);

document.addEventListener("submit", (event) => {
  const cell = event.target.closest?.(".cell.editing");
  if (!cell) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  save(cell, event.submitter);
}, true);

document.addEventListener("click", (event) => {
  const cell = event.target.closest?.(".cell.editing");
  if (cell && event.target.closest("[data-cancel]")) {
    event.preventDefault();
    event.stopImmediatePropagation();
    return leave(cell, true);
  }
  const pencil = event.target.closest?.(".pencil");
  if (!pencil || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  edit(pencil);
}, true);

document.addEventListener("dblclick", (event) => {
  const cell = cellOf(event.target);
  const pencil = cell && !cell.classList.contains("editing") && pencils(cell)[0];
  if (!pencil || !cell.closest("tr[data-href]")) return;
  stay();
  getSelection().removeAllRanges();
  edit(pencil);
});
