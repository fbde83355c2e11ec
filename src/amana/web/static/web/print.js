// Shows the button that prints the page, where a script can do it; without one the browser's own command does.
(() => {
  for (const button of document.querySelectorAll("[data-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  }
})();
