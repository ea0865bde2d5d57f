// Once a minute, while somebody looks, the bell asks how many reminders wait.
const bell = document.getElementById("bell");

async function ask() {
  if (document.hidden) return;
  const answer = await fetch("/reminders", { headers: { "HX-Request": "true" } });
  if (!answer.ok) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  bell.textContent = page.getElementById("bell")?.textContent.trim() ?? "";
}

if (bell) setInterval(() => ask().catch(() => {}), 60_000);
