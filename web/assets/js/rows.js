// Forms of records: one more row of a field is added in place, and a day is echoed as it will be read.
document.addEventListener("click", (event) => {
  const more = event.target.closest("[data-more]");
  if (!more) return;
  event.preventDefault();
  const lines = more.closest("[data-rows]").querySelectorAll(".rows-line");
  const line = lines[lines.length - 1].cloneNode(true);
  for (const input of line.querySelectorAll("input")) {
    input.value = "";
    input.id = input.id.replace(/\d+$/, String(lines.length));
  }
  line.querySelectorAll(".echo").forEach((echo) => echo.remove());
  lines[lines.length - 1].after(line);
  line.querySelector("input").focus();
});

let asked = 0;

async function echo(input) {
  const now = ++asked;
  const text = input.value.trim();
  let said = input.nextElementSibling;
  if (!said?.classList.contains("echo")) {
    said = document.createElement("output");
    said.className = "echo";
    said.htmlFor = input.id;
    input.after(said);
  }
  if (!text) {
    said.textContent = "";
    return;
  }
  const query = new URLSearchParams({ text, was: String(input.dataset.day === "last") });
  const answer = await fetch(`/api/v1/day?${query}`);
  if (now !== asked || !answer.ok) return;
  said.textContent = (await answer.json()).sentence;
}

let waiting;
document.addEventListener("input", (event) => {
  if (!event.target.matches?.("[data-day]")) return;
  clearTimeout(waiting);
  waiting = setTimeout(() => echo(event.target).catch(() => {}), 200);
});

// Each cell of a list gets the pencil that opens its field where it stands.
function pencils() {
  for (const table of document.querySelectorAll("table[data-edit]")) {
    const heads = [...table.tHead.rows[0].cells];
    for (const row of table.tBodies[0].rows) {
      const id = row.id.slice(row.id.lastIndexOf("-") + 1);
      for (const [i, cell] of [...row.cells].entries()) {
        const field = heads[i]?.dataset.field;
        if (!field || cell.querySelector(".cell")) continue;
        const text = document.createElement("span");
        text.className = "cell";
        text.append(...cell.childNodes);
        const pencil = document.createElement("a");
        pencil.className = "pencil";
        pencil.href = `${table.dataset.edit}${id}/field?name=${encodeURIComponent(field)}`;
        pencil.setAttribute("aria-label", `${heads[i].textContent.trim()}: change`);
        text.append(" ", pencil);
        cell.append(text);
      }
    }
  }
}

pencils();
document.addEventListener("htmx:after:swap", pencils);
