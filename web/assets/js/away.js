// Where nothing can be sent it is said, and a form that is sent then stays as it was typed.
const bar = document.getElementById("offline");

function look() {
  if (!bar) return;
  bar.hidden = navigator.onLine;
  bar.textContent = navigator.onLine ? "" : bar.dataset.says;
}

addEventListener("offline", look);
addEventListener("online", look);
look();

document.addEventListener("submit", (event) => {
  if (navigator.onLine) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  look();
  bar?.scrollIntoView({ block: "nearest" });
}, true);

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-back]")) history.length > 1 ? history.back() : location.assign("/");
});
