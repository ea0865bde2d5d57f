// After an act one is where one was: on the page that comes back the focus is at the control that was
// pressed, or, where that is gone or closed, at what is nearest to it.
const kept = "where";
const reached = "summary, a[href], button, input:not([type=hidden]), select, textarea";
let here;

// placesOf are the parts of the page around a control, by their names, from the inside out.
function placesOf(control) {
  const names = [];
  for (let part = control; part && part.id !== "main"; part = part.parentElement) if (part.id) names.push(part.id);
  return { path: location.pathname, names, says: control.textContent.trim() };
}

function goBack({ path, names, says }) {
  if (path !== location.pathname || document.activeElement !== document.body || document.querySelector("main [aria-invalid=true]")) return;
  for (const name of names) {
    const part = document.getElementById(name);
    if (!part?.closest("main")) continue;
    const all = [part, ...part.querySelectorAll(reached)].filter((one) => one.matches(reached) && one.checkVisibility());
    const nearest = (says && all.find((one) => one.textContent.trim() === says)) || all[0];
    if (nearest) return nearest.focus();
  }
}

document.addEventListener("submit", (event) => {
  const control = event.submitter ?? document.activeElement;
  here = event.target.method === "post" && control.closest("main") ? placesOf(control) : undefined;
  if (here) sessionStorage.setItem(kept, JSON.stringify(here));
}, true);

// What the act itself brings back; what comes by itself, or while one types, moves nobody.
document.addEventListener("htmx:after:swap", (event) => {
  if (event.detail.ctx.request.method !== "POST") return;
  if (here) goBack(here);
  here = undefined;
  sessionStorage.removeItem(kept);
});

const before = sessionStorage.getItem(kept);
sessionStorage.removeItem(kept);
if (before) goBack(JSON.parse(before));
