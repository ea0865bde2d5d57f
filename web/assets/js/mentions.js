// An @ in a note offers those who may be told of it. Without script one writes the name.
const notes = 'form[action="/do/add-interaction"] textarea[name="text"]';
const known = new Map();
let box = null;

const typed = (field) => /(?:^|[\s(])@([^@\n]{0,40})$/.exec(field.value.slice(0, field.selectionStart))?.[1];

async function colleagues(field) {
  const form = field.form;
  const account = form.elements.account?.value || "0";
  const person = form.elements.contact?.value || "0";
  const path = `/api/v1/colleagues?account=${account}&person=${person}`;
  if (!known.has(path)) {
    known.set(path, fetch(path).then((answer) => (answer.ok ? answer.json() : { names: [] })).then((out) => out.names));
  }
  return known.get(path);
}

function close() {
  box?.field.removeAttribute("aria-activedescendant");
  box?.list.remove();
  box = null;
}

function choose(name) {
  const { field } = box;
  const at = field.selectionStart - typed(field).length;
  field.setRangeText(`${name} `, at, field.selectionStart, "end");
  close();
  field.focus();
}

function mark(at) {
  const items = [...box.list.children];
  box.at = (at + items.length) % items.length;
  items.forEach((item, i) => item.setAttribute("aria-selected", String(i === box.at)));
  box.field.setAttribute("aria-activedescendant", items[box.at].id);
}

async function offer(field) {
  const begun = typed(field);
  if (begun === undefined) return close();
  const all = await colleagues(field).catch(() => []);
  if (typed(field) !== begun) return;
  const fit = all.filter((name) => name.toLowerCase().split(" ").some((_, i, words) => words.slice(i).join(" ").startsWith(begun.toLowerCase()))).slice(0, 8);
  close();
  if (!fit.length) return;
  const list = document.createElement("ul");
  list.className = "offered card";
  list.setAttribute("role", "listbox");
  for (const [i, name] of fit.entries()) {
    const item = document.createElement("li");
    item.id = `offered-${i}`;
    item.setAttribute("role", "option");
    item.textContent = name;
    item.addEventListener("mousedown", (event) => { event.preventDefault(); choose(name); });
    list.append(item);
  }
  field.after(list);
  box = { field, list, at: 0 };
  mark(0);
}

document.addEventListener("input", (event) => { if (event.target.matches?.(notes)) offer(event.target); });
document.addEventListener("focusout", (event) => { if (event.target === box?.field) close(); });
document.addEventListener("keydown", (event) => {
  if (!box || event.target !== box.field) return;
  const done = {
    ArrowDown: () => mark(box.at + 1),
    ArrowUp: () => mark(box.at - 1),
    Enter: () => choose(box.list.children[box.at].textContent),
    Tab: () => choose(box.list.children[box.at].textContent),
    Escape: close,
  }[event.key];
  if (!done) return;
  event.preventDefault();
  event.stopPropagation();
  done();
}, true);
