// Closes an opened sealed section by itself: its words leave the page, then the page is read anew.
(() => {
  for (const seal of document.querySelectorAll("[data-closes-in]")) {
    window.setTimeout(() => {
      seal.querySelector(".seal-body")?.remove();
      window.location.replace(seal.dataset.closesTo);
    }, Number(seal.dataset.closesIn) * 1000);
  }
})();
