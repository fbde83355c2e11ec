// Covers the screen at once: by the link "Hide the screen", or by pressing Escape twice. Without script the link
// leads to a page that says the same.
(() => {
  const cover = document.getElementById("cover");
  if (!cover || typeof cover.showModal !== "function") return;
  const title = document.title;
  let escapedAt = 0;

  const hide = () => {
    if (cover.open) return;
    document.title = cover.dataset.title;
    cover.showModal();
  };
  cover.addEventListener("close", () => {
    document.title = title;
    escapedAt = 0;
  });
  // Escape would open the cover again to whoever stands there; only the button does.
  cover.addEventListener("cancel", (event) => event.preventDefault());
  cover.addEventListener("keydown", (event) => {
    if (event.key === "Escape") event.preventDefault();
  });
  for (const link of document.querySelectorAll("[data-cover]")) {
    link.addEventListener("click", (event) => {
      event.preventDefault();
      hide();
    });
  }
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || cover.open) return;
    const now = Date.now();
    if (now - escapedAt < 600) hide();
    escapedAt = now;
  });
})();
