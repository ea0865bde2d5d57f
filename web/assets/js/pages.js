// What makes plain pages handier: whole rows as links, menus that close, selects
// that send themselves, the first wrong field focused.

// A click on a value that can be changed may be the first of two: it waits for the second.
const second = 250;
let leaving;
export const stay = () => clearTimeout(leaving);

// A row that does not say where it leads leads to where its first link does.
const hrefOf = (row) => row.dataset.href || row.querySelector("a[href]").href;

document.addEventListener("click", (event) => {
  const row = event.target.closest("[data-href]");
  const onControl = event.target.closest("a, button, input, select, textarea, summary, label, details[open]");
  if (row && !onControl && !getSelection().toString()) {
    if (event.ctrlKey || event.metaKey) open(hrefOf(row), "_blank", "noopener");
    else if (event.target.closest(".cell")) {
      stay();
      leaving = setTimeout(() => location.assign(hrefOf(row)), second);
    }
    else location.assign(hrefOf(row));
  }
  if (event.target.closest("[data-dismiss]")) event.target.closest(".flash").remove();
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
  const opener = event.target.closest("[data-open]");
  if (opener) openPart(opener.dataset.open);
});

function openPart(id) {
  const part = document.getElementById(id);
  if (!part) return;
  part.open = true;
  part.querySelector("select, input:not([type=hidden]), textarea")?.focus({ preventScroll: true });
}

// A click in the middle opens a row in another tab, as with any link.
document.addEventListener("auxclick", (event) => {
  const row = event.target.closest("[data-href]");
  if (event.button === 1 && row && !event.target.closest("a, button, summary")) open(hrefOf(row), "_blank", "noopener");
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const menu = document.querySelector("details.menu[open]");
  if (menu) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});

document.addEventListener("change", (event) => {
  if (event.target.closest("[data-autosubmit]")) event.target.form.requestSubmit();
});

function firstWrong() {
  (document.querySelector("main [aria-invalid=true]") ?? document.querySelector("main .has-wrong input"))?.focus();
}

if (location.hash === "#write") openPart("write-contact");
firstWrong();
document.addEventListener("htmx:after:swap", () => {
  if (document.activeElement === document.body) firstWrong();
});

// A new firm is most likely where its browser is: that zone is written already, and the first of
// those that are offered while one types.
const zones = document.getElementById("zones");
if (zones) {
  const here = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const all = (Intl.supportedValuesOf?.("timeZone") ?? []).filter((z) => z !== here);
  zones.append(...[here, ...all].map((z) => new Option(z.replaceAll("_", " "), z)));
  const zone = document.getElementById("begin-zone");
  if (zone && !zone.value) {
    zone.value = here;
    if (zones.dataset.moneys) live(here, new Map(zones.dataset.moneys.split(" ").map((pair) => pair.split("="))));
  }
}

// live fills in the country of a zone and its money, which say more of where a firm is than the
// language of its browser does; where the browser knows no zones of countries, that stays.
function live(zone, moneys) {
  const holds = (code) => new Intl.Locale("und", { region: code }).getTimeZones?.()?.includes(zone);
  const guess = new Intl.Locale(navigator.language).region;
  const code = [guess, ...moneys.keys()].find((one) => one && holds(one));
  if (!code) return;
  document.getElementById("begin-country").value = new Intl.DisplayNames(["en"], { type: "region" }).of(code);
  document.getElementById("begin-currency").value = moneys.get(code) ?? "";
}

// Of what the kinds of business set up, that of the chosen one shows.
const kind = document.getElementById("begin-preset");
function showSets() {
  for (const one of document.querySelectorAll("#begin-sets [data-kind]")) one.classList.toggle("chosen", one.dataset.kind === kind.value);
}
if (kind) {
  kind.addEventListener("change", showSets);
  showSets(); // a browser that comes back to the page fills in what was chosen
}

// What is shown this once is copied by a button; where the browser keeps its clipboard to itself,
// it is marked, to be copied by hand.
document.addEventListener("click", async (event) => {
  const copy = event.target.closest?.("[data-copy]");
  if (!copy) return;
  const what = document.getElementById(copy.dataset.copy);
  getSelection().selectAllChildren(what);
  const done = navigator.clipboard ? await navigator.clipboard.writeText(what.textContent).then(() => true, () => false) : document.execCommand("copy");
  if (done) copy.textContent = copy.dataset.copied;
});

// A form is checked by the house, all of it at once. What a field of the browser's own cannot
// even send, half a date, is said by the browser.
document.addEventListener("submit", (event) => {
  const half = [...event.target.elements].find((field) => field.validity?.badInput);
  if (!half) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  half.reportValidity();
}, true);
