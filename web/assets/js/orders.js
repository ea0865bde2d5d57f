// The form of an order by the keyboard alone: what is typed offers whom and what is meant, Enter
// chooses and goes on to the next, Ctrl+Enter orders. Without script it is a form with rows.
const page = () => document.querySelector("[data-order]");
const form = () => page()?.querySelector("form");
let box = null;
let asked = 0;

const account = () => form().elements.account?.value || /#(\d+)$/.exec(form().elements.customer?.value || "")?.[1] || "0";
const goods = () => [...form().querySelectorAll('input[name="items"]')];
const beside = (input) => input.closest(".several-line").querySelector('input[name="items.quantity"]');

function close() {
  box?.field.setAttribute("aria-expanded", "false");
  box?.field.removeAttribute("aria-activedescendant");
  box?.list.remove();
  box = null;
}

function mark(at) {
  const items = [...box.list.children];
  box.at = (at + items.length) % items.length;
  items.forEach((item, i) => item.setAttribute("aria-selected", String(i === box.at)));
  box.field.setAttribute("aria-activedescendant", items[box.at].id);
}

function choose() {
  const { field, rows, at } = box;
  const row = rows[at];
  close();
  field.value = row.value;
  if (field.name === "customer") {
    goods().find((input) => !input.value)?.focus();
    usually();
  } else {
    const quantity = beside(field);
    quantity.value ||= row.quantity || "1";
    quantity.focus();
    quantity.select();
  }
  sum();
}

async function ask(field) {
  const text = field.value.trim();
  const path = field.name === "customer" ? `/api/v1/orders/customers?q=${encodeURIComponent(text)}` : `/api/v1/orders/products?q=${encodeURIComponent(text)}&account=${account()}`;
  if (field.name === "customer" ? !text || / #\d+$/.test(text) : / #\d+$/.test(text) || (!text && account() === "0")) return [];
  const answer = await fetch(path);
  const rows = answer.ok ? (await answer.json()).rows : [];
  // Where nothing is typed yet, what the order already holds is not offered once more.
  return text ? rows : rows.filter((row) => !goods().some((input) => input.value === row.value));
}

async function offer(field) {
  const now = ++asked;
  const rows = await ask(field).catch(() => []);
  if (now !== asked || document.activeElement !== field) return;
  close();
  if (!rows.length) return;
  const list = document.createElement("ul");
  list.className = "offered card order-offered";
  list.id = "order-offered";
  list.setAttribute("role", "listbox");
  for (const [i, row] of rows.entries()) {
    const item = document.createElement("li");
    item.id = `order-offered-${i}`;
    item.setAttribute("role", "option");
    const name = document.createElement("strong");
    name.textContent = row.name;
    const about = document.createElement("span");
    about.className = "muted";
    about.textContent = [row.code, row.price, row.why].filter(Boolean).join(" · ");
    if (row.picture) {
      const picture = document.createElement("img");
      Object.assign(picture, { className: "thumb", src: row.picture, alt: "", width: 32, height: 32 });
      item.append(picture);
    }
    item.append(name, " ", about);
    item.addEventListener("mousedown", (event) => { event.preventDefault(); box.at = i; choose(); });
    list.append(item);
  }
  field.after(list);
  field.setAttribute("role", "combobox");
  field.setAttribute("aria-controls", list.id);
  field.setAttribute("aria-expanded", "true");
  box = { field, list, rows, at: 0 };
  mark(0);
}

// next goes from a row to the one after it, which is made where there is none.
function next(field) {
  const all = goods();
  const at = all.indexOf(field.closest(".several-line").querySelector('input[name="items"]'));
  if (at === all.length - 1) page().querySelector("[data-more]").click();
  goods()[at + 1].focus();
}

// sum fetches what it comes to, and what is bought with it.
let summing = 0;
let waiting;
function sum() {
  clearTimeout(waiting);
  waiting = setTimeout(async () => {
    const now = ++summing;
    const query = new URLSearchParams({ account: account() });
    for (const name of ["line", "price_list"]) if (form().elements[name]?.value) query.set(name, form().elements[name].value);
    for (const row of form().querySelectorAll(".several-goods")) for (const input of row.querySelectorAll("input")) query.append(input.name, input.value);
    const answer = await fetch(`/orders/beside?${query}`).catch(() => null);
    if (now !== summing || !answer?.ok || !page()) return;
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("order-sum");
    if (fresh) document.getElementById("order-sum").replaceWith(fresh);
  }, 120);
}

// usually shows what somebody usually orders as soon as it is known who orders.
function usually() {
  const field = goods().find((input) => !input.value);
  if (field && document.activeElement === field) offer(field);
}

function add(button) {
  const field = goods().find((input) => !input.value) || (page().querySelector("[data-more]").click(), goods().at(-1));
  field.value = button.dataset.add;
  beside(field).value ||= button.dataset.quantity || "1";
  sum();
}

const mine = (field) => page()?.contains(field) && (field.name === "customer" || field.name === "items");

document.addEventListener("input", (event) => {
  if (mine(event.target)) offer(event.target);
  if (page()?.contains(event.target)) sum();
});
document.addEventListener("focusin", (event) => {
  if (mine(event.target) && event.target.name === "items" && !event.target.value) offer(event.target);
});
document.addEventListener("focusout", (event) => { if (event.target === box?.field) close(); });
document.addEventListener("click", (event) => {
  const button = event.target.closest?.("[data-add]");
  if (button && page()) add(button);
});
document.addEventListener("keydown", (event) => {
  if (!page()?.contains(event.target) || event.target.tagName !== "INPUT") return;
  const line = event.target.closest(".several-goods");
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    // What an empty row offers was not chosen: only what is typed is taken as it is marked.
    if (box?.field.value.trim()) choose();
    event.preventDefault();
    form().querySelector(".button.primary").click();
    return;
  }
  const done = box?.field === event.target
    ? { ArrowDown: () => mark(box.at + 1), ArrowUp: () => mark(box.at - 1), Enter: choose, Escape: close }[event.key]
    : event.key === "Enter" && line
      ? () => (event.target.name === "items" && !event.target.value ? form().querySelector(".button.primary").focus() : next(event.target))
      : event.key === "Enter" && event.target.name === "customer" ? () => {} : null;
  if (!done) return;
  event.preventDefault();
  event.stopPropagation();
  done();
}, true);
// Enter goes on, and never sends what is half written.
document.addEventListener("keypress", (event) => {
  if (event.key === "Enter" && page()?.contains(event.target) && event.target.tagName === "INPUT") event.preventDefault();
}, true);
