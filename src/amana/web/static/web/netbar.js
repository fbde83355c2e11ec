// Says when the connection is gone or slow, and keeps a form from being sent into nothing.
(() => {
  const bar = document.getElementById("netbar");
  if (!bar) return;
  const SLOW_MS = 4000;
  let slow = 0;

  const say = (id) => {
    bar.replaceChildren(document.getElementById(id).content.cloneNode(true));
    const again = bar.querySelector("[data-try-again]");
    if (again) again.addEventListener("click", look);
  };
  const clear = () => bar.replaceChildren();
  // A HEAD for our own page icon: the smallest question the server can answer.
  const look = () => {
    const icon = document.querySelector("link[rel=icon]").href;
    fetch(icon, { method: "HEAD", cache: "no-store" }).then(clear, () => say("netbar-off"));
  };

  window.addEventListener("offline", () => say("netbar-off"));
  window.addEventListener("online", look);
  if (navigator.onLine === false) say("netbar-off");

  document.addEventListener("submit", (event) => {
    if (navigator.onLine === false) {
      event.preventDefault();
      say("netbar-off");
      bar.scrollIntoView({ block: "nearest" });
      return;
    }
    window.clearTimeout(slow);
    slow = window.setTimeout(() => say("netbar-slow"), SLOW_MS);
  });
  // A page that comes back from the browser's memory is no longer sending.
  window.addEventListener("pageshow", () => {
    window.clearTimeout(slow);
    if (navigator.onLine !== false) clear();
  });

  const done = () => window.clearTimeout(slow);
  document.body.addEventListener("htmx:afterRequest", done);
  document.body.addEventListener("htmx:sendError", () => say("netbar-off"));
  document.body.addEventListener("htmx:responseError", () => say("netbar-failed"));
})();
