// A page with sealed texts asks every 4 seconds whether it may stay. If not, its content is taken away; if nobody
// answers, it is covered until somebody does, and what was typed is still there.
(() => {
  const place = document.getElementById("stay");
  const page = document.getElementById("main");
  if (!place || !page) return;
  const EVERY_MS = 4000;
  const addresses = place.dataset.ask.split(" ");
  const words = (id) => document.getElementById(id).content.cloneNode(true);
  let timer = 0;
  let cover = null;
  let asking = false;

  const uncover = () => {
    if (cover) cover.remove();
    cover = null;
    page.hidden = false;
  };
  const coverUp = () => {
    if (cover) return;
    cover = document.createElement("main");
    cover.className = "page";
    cover.append(words("stay-quiet"));
    page.hidden = true;
    page.after(cover);
  };
  const shut = () => {
    window.clearInterval(timer);
    if (cover) cover.remove();
    page.hidden = false;
    page.replaceChildren(words("stay-shut"));
    const found = document.getElementById("found-here");
    if (found) found.replaceChildren();
    page.querySelector("a").focus();
  };
  const ask = async () => {
    if (asking) return;
    asking = true;
    try {
      const answers = await Promise.all(
        addresses.map((each) =>
          fetch(each, { cache: "no-store", redirect: "manual", signal: AbortSignal.timeout(EVERY_MS) }),
        ),
      );
      // 5xx and 429 say nothing about this page; everything else that is not 204 says no.
      if (answers.some((answer) => answer.status < 429 && answer.status !== 204)) shut();
      else if (answers.every((answer) => answer.status === 204)) uncover();
      else coverUp();
    } catch {
      coverUp();
    } finally {
      asking = false;
    }
  };
  timer = window.setInterval(ask, EVERY_MS);
  // A tab that comes to the front, or out of the browser's memory, asks at once.
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") ask();
  });
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) ask();
  });
})();
