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

// A list of links becomes a list of choices, in groups that are named.
function prepare() {
  const list = box.firstElementChild;
  if (!list) return;
  list.id = "found-list";
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
