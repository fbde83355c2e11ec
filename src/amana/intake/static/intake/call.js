// While somebody talks: what is typed keeps itself (htmx does that), what is still on its way when the page is left is
// sent along, and the minutes are shown. Ctrl+Enter keeps at once. Without script the button keeps.
(() => {
  const form = document.getElementById("call");
  if (!form) return;
  let waiting = false;
  form.addEventListener("input", () => { waiting = true; });
  document.body.addEventListener("htmx:afterRequest", (event) => {
    if (form.contains(event.detail.elt)) waiting = !event.detail.successful;
  });
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState !== "hidden" || !waiting) return;
    fetch(form.dataset.keep, { method: "POST", body: new FormData(form), keepalive: true, headers: { "HX-Request": "true" } });
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    form.dispatchEvent(new Event("keepnow"));
  });
  const shown = document.getElementById("minutes");
  if (!shown) return;
  const began = new Date(shown.dateTime).getTime();
  const digits = new Intl.NumberFormat("en", { minimumIntegerDigits: 2 });
  const tick = () => {
    const seconds = Math.max(0, Math.floor((Date.now() - began) / 1000));
    shown.textContent = `${digits.format(Math.floor(seconds / 60))}:${digits.format(seconds % 60)}`;
  };
  tick();
  setInterval(tick, 1000);
})();
