// Rows of a list are ticked: with Shift all between two, by the head all that are shown. The bar says how
// many, and asks anew what would become of them when others are ticked.
let last;
const ticks = () => [...document.querySelectorAll("[data-tick]")];
const many = () => document.getElementById("many");

// count says how many are ticked.
function count() {
  const bar = many();
  if (!bar) return 0;
  const all = ticks();
  const n = all.filter((tick) => tick.checked).length;
  const head = document.querySelector("[data-tick-all]");
  if (head) {
    head.checked = n > 0 && n === all.length;
    head.indeterminate = n > 0 && n < all.length;
  }
  const said = bar.querySelector("[data-chosen]");
  if (!said) return n;
  const every = bar.elements.every;
  if (!n && every) every.checked = false;
  said.textContent = every?.checked ? every.labels[0].textContent : said.dataset.chosen.replace("{n}", n.toLocaleString("en"));
  return n;
}

// renew asks again, where it was asked, what would become of them.
function renew() {
  if (count() && document.getElementById("together")?.childElementCount) many().requestSubmit();
}

document.addEventListener("click", (event) => {
  const tick = event.target.closest?.("[data-tick], [data-tick-all], [data-untick]");
  if (!tick) return;
  if (tick.matches("[data-tick-all]")) for (const one of ticks()) one.checked = tick.checked;
  if (tick.matches("[data-untick]")) {
    for (const one of ticks()) one.checked = false;
    document.querySelector("[data-tick]")?.focus();
  }
  if (tick.matches("[data-tick]")) {
    if (event.shiftKey && last?.isConnected) {
      const all = ticks();
      const [from, to] = [all.indexOf(last), all.indexOf(tick)].sort((a, b) => a - b);
      for (const one of all.slice(from, to + 1)) one.checked = tick.checked;
    }
    last = tick;
  }
  renew();
});

// What is asked of them is answered as soon as it is said.
document.addEventListener("change", (event) => {
  if (event.target.form?.id !== "many" || event.target.matches("[data-tick]")) return;
  if (event.target.closest("#together")) event.target.form.requestSubmit();
  else renew();
});

addEventListener("pageshow", count);
document.addEventListener("htmx:after:swap", count);
