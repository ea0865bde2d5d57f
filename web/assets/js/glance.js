// A record beside its list: p or Space shows the row that has the focus, the panel follows the rows,
// Enter opens the page, Esc closes the panel and gives the focus back. Shift and click, or the eye of
// a row, do the same by pointer. On a phone there is no room beside: there the row leads to its page.
const phone = matchMedia("(max-width: 767px)");
const rowOf = (el) => el?.closest?.("[data-glance] [data-href]");
const linkOf = (row) => row.querySelector("th a[href], .todo-title, .step-name, a[href]");
const stops = (part) => [...part.querySelectorAll("a[href], button, summary")].filter((e) => e.checkVisibility());
let panel = null;
let shown = null;
let asking = null;

// A record stands at /people/17, whatever follows; what is seen of it beside a list, at /people/17/glance.
const pathOf = (row) => `${/^\/[^/]+\/\d+/.exec(row.dataset.href)[0]}/glance`;

function frame() {
  panel = document.createElement("aside");
  panel.id = "glance";
  panel.className = "glance";
  panel.addEventListener("click", (event) => {
    if (event.target.closest("[data-close]")) close();
  });
  document.body.append(panel);
  document.documentElement.classList.add("beside");
}

function mark(row) {
  for (const old of document.querySelectorAll("[data-glance] .glanced")) old.classList.remove("glanced");
  row?.classList.add("glanced");
}

async function show(row) {
  if (!row || shown === row) return;
  shown = row;
  mark(row);
  asking?.abort();
  asking = new AbortController();
  if (!panel) frame();
  try {
    const answer = await fetch(pathOf(row), { headers: { "HX-Request": "true" }, signal: asking.signal });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const part = page.getElementById("glance-of");
    if (!part) return location.assign(row.dataset.href);
    panel.setAttribute("aria-label", part.getAttribute("aria-label"));
    panel.replaceChildren(part);
    panel.scrollTop = 0;
  } catch (fault) {
    if (fault.name !== "AbortError") close();
  }
}

function close() {
  asking?.abort();
  const row = shown?.isConnected ? shown : null;
  panel?.remove();
  panel = shown = null;
  mark(null);
  document.documentElement.classList.remove("beside");
  if (row) linkOf(row)?.focus();
}

// toggle shows the row that has the focus, or the first of the page; shown already, it is closed.
export function glance() {
  const row = rowOf(document.activeElement) ?? document.querySelector("[data-glance] [data-href]");
  if (!row) return false;
  if (phone.matches) return location.assign(row.dataset.href);
  if (panel && shown === row) return close();
  linkOf(row)?.focus();
  return show(row);
}

document.addEventListener("focusin", (event) => {
  if (panel && rowOf(event.target)) show(rowOf(event.target));
});

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const onLink = rowOf(event.target) && event.target === linkOf(rowOf(event.target));
  if (event.key === " " && onLink) {
    event.preventDefault();
    return glance();
  }
  if (!panel) return;
  const first = stops(panel)[0];
  if (event.key === "Escape" && !document.querySelector("details.menu[open], dialog[open], .one-field")) {
    event.preventDefault();
    close();
  } else if (event.key === "Tab" && !event.shiftKey && onLink && first) {
    event.preventDefault();
    first.focus();
  } else if (event.key === "Tab" && event.shiftKey && event.target === first && shown?.isConnected) {
    event.preventDefault();
    linkOf(shown).focus();
  }
});

// By pointer: with Shift, anywhere in a row but on what has a meaning of its own.
const meant = (event) => event.shiftKey && !event.target.closest("input, button, select, summary, label, .pencil, .one-field") && rowOf(event.target);

document.addEventListener("mousedown", (event) => {
  if (meant(event)) event.preventDefault(); // or text is chosen
});
document.addEventListener("click", (event) => {
  const row = event.target.closest?.("[data-peek]") ? rowOf(event.target) : meant(event);
  if (!row || phone.matches) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  if (panel && shown === row) return close();
  linkOf(row)?.focus();
  show(row);
}, true);

// One eye for all rows: it stands in the one that the pointer is over.
const eye = document.createElement("button");
eye.type = "button";
eye.tabIndex = -1;
eye.className = "peek";
eye.dataset.peek = "";
eye.innerHTML = '<svg class="icon small" viewBox="0 0 24 24" aria-hidden="true"><path d="M2 12s4-6 10-6 10 6 10 6-4 6-10 6S2 12 2 12zM12 15a3 3 0 1 0 0-6 3 3 0 0 0 0 6z"></path></svg>';
document.addEventListener("mouseover", (event) => {
  const row = rowOf(event.target);
  const link = row && linkOf(row);
  if (!link || phone.matches || link.nextElementSibling === eye) return;
  eye.setAttribute("aria-label", `Look at ${link.textContent.trim()} beside the list`);
  eye.title = "Look at it beside the list (p)";
  link.after(eye);
});

// What was done to the list may have changed who is shown.
document.addEventListener("htmx:after:swap", () => {
  eye.remove();
  if (!panel) return;
  const again = shown && document.getElementById(shown.id);
  shown = null;
  if (again) show(again);
  else close();
});
