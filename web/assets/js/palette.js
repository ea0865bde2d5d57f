// The search at the top as a list that the keyboard walks: the field keeps the focus, the
// arrows choose, Enter opens what is chosen. What is typed since is sent as a plain search.
const field = document.querySelector("[data-palette]");
const box = field && document.getElementById(field.dataset.palette);
const none = -1;
let at = none;

const options = () => [...box.querySelectorAll("[role=option]")];
const answered = () => box.firstElementChild?.dataset.q === field.value.trim();

function choose(n) {
  const all = options();
  at = all.length && n !== none ? (n + all.length) % all.length : none;
  all.forEach((o, i) => o.setAttribute("aria-selected", String(i === at)));
  if (at === none) return field.removeAttribute("aria-activedescendant");
  field.setAttribute("aria-activedescendant", all[at].id);
  all[at].scrollIntoView({ block: "nearest" });
}

// What can be done on the page of a record can be done from here: its buttons, by their names, are
// offered as they stand on the page, first where nothing was typed, else after what was found.
const ofRecord = /^\/[a-z-]+\/\d+(\/record)?$/;
const doable = "main :is(summary, a.button, form button)";
const notAbout = "table, .timeline, .flash, [data-rows], .field, .form, .more-of:not(:has(form)) > summary";

function nameOf(control) {
  const copy = control.cloneNode(true);
  for (const key of copy.querySelectorAll("kbd")) key.remove();
  return (control.getAttribute("aria-label") ?? copy.textContent).trim().replace(/\s+/g, " ");
}

function here(list) {
  if (!ofRecord.test(location.pathname)) return;
  const typed = list.dataset.q.toLowerCase().split(/\s+/).filter(Boolean);
  const fits = (name) => name && typed.every((word) => name.toLowerCase().split(/\s+/).some((part) => part.startsWith(word)));
  const found = new Map();
  for (const control of document.querySelectorAll(doable)) {
    const name = nameOf(control);
    if (fits(name) && !found.has(name) && control.checkVisibility() && !control.closest(notAbout)) found.set(name, control);
  }
  if (!found.size) return;
  const head = Object.assign(document.createElement("h2"), { className: "result-group", textContent: list.dataset.here });
  const group = Object.assign(document.createElement("ul"), { className: "result-list" });
  for (const [name, control] of found) {
    const option = Object.assign(document.createElement("button"), { type: "button", className: "result" });
    option.append(Object.assign(document.createElement("span"), { className: "result-name", textContent: name }));
    option.addEventListener("click", () => act(control));
    group.appendChild(document.createElement("li")).append(option);
  }
  list[typed.length ? "append" : "prepend"](head, group);
}

// act presses a button of the page; what opens is opened, and takes the focus.
function act(control) {
  show(false);
  control.focus();
  if (!control.matches("summary")) return control.click();
  control.parentElement.open = true;
  control.parentElement.querySelector("select, input:not([type=hidden], [type=radio]), textarea")?.focus();
}

// A list of links becomes a list of choices, in groups that are named.
function prepare() {
  const list = box.firstElementChild;
  if (!list) return;
  list.id = "found-list";
  here(list);
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", field.labels[0].textContent);
  list.querySelectorAll("h2").forEach((h, i) => {
    h.id = "found-group-" + i;
    h.setAttribute("role", "presentation");
    h.nextElementSibling?.setAttribute("aria-labelledby", h.id);
  });
  list.querySelectorAll("ul").forEach((ul) => ul.setAttribute("role", "group"));
  list.querySelectorAll("li, form").forEach((part) => part.setAttribute("role", "none"));
  list.querySelectorAll(".result").forEach((o, i) => {
    o.id = "found-" + i;
    o.tabIndex = -1;
    o.setAttribute("role", "option");
  });
  field.setAttribute("aria-controls", list.id);
  document.getElementById("found-says").textContent = list.dataset.sentence;
  show(document.activeElement === field);
  choose(list.dataset.q ? 0 : none);
}

function show(open) {
  box.classList.toggle("open", open);
  field.setAttribute("aria-expanded", String(open && box.childElementCount > 0));
}

function pressed(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    show(true);
    choose(event.key === "ArrowDown" ? at + 1 : Math.max(at, 0) + options().length - 1);
  } else if (event.key === "Escape") {
    show(false);
    field.blur();
  } else return;
  event.preventDefault();
}

if (field) {
  for (const [name, value] of [["role", "combobox"], ["aria-autocomplete", "list"], ["aria-haspopup", "listbox"], ["aria-expanded", "false"]]) field.setAttribute(name, value);
  field.addEventListener("keydown", pressed);
  field.form.addEventListener("submit", (event) => {
    if (!box.classList.contains("open") || at === none || !answered()) return;
    event.preventDefault();
    options()[at].click();
  });
  field.addEventListener("focus", () => show(true));
  field.addEventListener("input", () => show(true));
  document.addEventListener("pointerdown", (event) => show(field.form.contains(event.target)));
  field.addEventListener("blur", () => setTimeout(() => show(field.form.contains(document.activeElement))));
  new MutationObserver(prepare).observe(box, { childList: true });
}
