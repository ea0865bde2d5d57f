// A card is dragged to another column: the form that moves it without script is filled in and sent.
let dragged;

const over = (column) => {
  for (const one of document.querySelectorAll(".board-column.is-over")) if (one !== column) one.classList.remove("is-over");
  column?.classList.add("is-over");
};

document.addEventListener("dragstart", (event) => {
  dragged = event.target.closest?.(".board-card[draggable]");
  if (!dragged) return;
  event.dataTransfer.effectAllowed = "move";
  event.dataTransfer.setData("text/plain", dragged.querySelector("a").textContent);
  dragged.classList.add("is-dragged");
});

document.addEventListener("dragend", () => {
  dragged?.classList.remove("is-dragged");
  dragged = undefined;
  over();
});

document.addEventListener("dragover", (event) => {
  const column = dragged && event.target.closest?.("[data-column]");
  if (!column) return;
  event.preventDefault();
  over(column);
});

document.addEventListener("drop", (event) => {
  const column = dragged && event.target.closest?.("[data-column]");
  const form = document.getElementById("move");
  if (!column || !form) return;
  event.preventDefault();
  if (column === dragged.closest("[data-column]")) return;
  dragged.querySelector("[name='card']").checked = true;
  form.elements.to.value = column.dataset.column;
  form.requestSubmit();
});

// A card that is chosen goes to the next column, unless another is chosen.
document.addEventListener("change", (event) => {
  if (!event.target.matches?.(".board-card [name='card']")) return;
  const column = event.target.closest("[data-column]");
  event.target.form.elements.to.value = (column.nextElementSibling ?? column).dataset.column;
});

// A choice that needs no button sends its form.
document.addEventListener("change", (event) => {
  if (event.target.matches?.("[data-sends]")) event.target.form.requestSubmit();
});
