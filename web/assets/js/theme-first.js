// Loaded before anything is painted: says that there is script, and puts the theme
// that was chosen here before.
(() => {
  const root = document.documentElement;
  root.classList.add("js");
  try {
    const theme = localStorage.getItem("theme");
    if (theme === "light" || theme === "dark") root.dataset.theme = theme;
  } catch {
    // Storage may be shut off; then the system's theme it is.
  }
})();
