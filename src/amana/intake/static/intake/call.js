// While somebody talks: what is typed keeps itself (htmx does that), what is still on its way when the page is left is
// sent along, and the minutes are shown. Ctrl+Enter keeps at once. Without script the button keeps.
(() => {
  const form = document.getElementById("call");
  if (!form) return;
  let waiting = false;   // something was typed that is not kept yet
  let underway = 0;      // how much is on its way to the server
  let leaving = false;   // a button was pressed: it takes everything along
  let pressed = null;
  form.addEventListener("input", () => { waiting = true; });
  document.body.addEventListener("htmx:beforeRequest", (event) => {
    if (!form.contains(event.detail.elt)) return;
    if (leaving) event.preventDefault();
    else underway += 1;
  });
  document.body.addEventListener("htmx:afterRequest", (event) => {
    if (!form.contains(event.detail.elt)) return;
    underway = Math.max(0, underway - 1);
    waiting = !event.detail.successful;
    if (pressed && !underway) form.requestSubmit(pressed);
  });
  // The button waits for what is on its way, so that the page is not taken for another one.
  form.addEventListener("submit", (event) => {
    leaving = true;
    waiting = false;
    if (!underway) return;
    event.preventDefault();
    pressed = event.submitter;
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
