// Takes the reader to what has to be put right: on a new page and after a fragment was replaced.
(() => {
  const toErrors = (within) => {
    const list = within.querySelector("[data-errors]");
    if (list) list.focus();
  };
  // The list asks for the focus itself; older browsers do not hear it.
  window.addEventListener("load", () => {
    if (document.activeElement === document.body) toErrors(document);
  });
  document.body.addEventListener("htmx:afterSettle", (event) => toErrors(event.detail.elt));

  // A link of the list goes into its field, also where the field is a group of rows.
  document.addEventListener("click", (event) => {
    const link = event.target.closest("[data-errors] a[href^='#']");
    const field = link && document.getElementById(link.getAttribute("href").slice(1));
    if (!field) return;
    event.preventDefault();
    field.focus();
    field.closest(".field")?.scrollIntoView({ block: "nearest" });
  });
})();
