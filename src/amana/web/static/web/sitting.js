// Warns a minute before the idle limit signs somebody out, and covers the page when it did. What was typed stays in the
// page; after signing in again in another tab it is uncovered, and its forms get the new session's token.
(() => {
  const place = document.getElementById("sitting");
  const over = document.getElementById("sitting-over");
  if (!place || !over || typeof over.showModal !== "function") return;
  const WARN_SECONDS = 60;
  const LOOK_SECONDS = 15;
  const title = document.title;
  let timer = 0;

  const ask = async () => {
    const answer = await fetch(place.dataset.here, { cache: "no-store", redirect: "manual" });
    return answer.ok ? answer.json() : null;
  };
  const again = (seconds) => {
    window.clearTimeout(timer);
    timer = window.setTimeout(look, Math.max(1, seconds) * 1000);
  };
  const warn = () => {
    if (place.firstChild) return;
    place.replaceChildren(document.getElementById("sitting-soon").content.cloneNode(true));
    place.querySelector("[data-stay]").addEventListener("click", stay);
  };
  const cover = () => {
    place.replaceChildren();
    if (over.open) return;
    document.title = over.dataset.title;
    over.showModal();
  };
  const uncover = (here) => {
    if (here.who !== place.dataset.who) {
      document.body.replaceChildren(); // somebody else sits here now
      window.location.replace("/");
      return;
    }
    for (const field of document.querySelectorAll("input[name=csrfmiddlewaretoken]")) field.value = here.token;
    if (document.body.hasAttribute("hx-headers")) {
      document.body.setAttribute("hx-headers", JSON.stringify({ "X-CSRFToken": here.token }));
    }
    document.title = title;
    if (over.open) over.close();
  };
  const follow = (here) => {
    if (!here) return cover();
    uncover(here);
    if (here.left > WARN_SECONDS) {
      place.replaceChildren();
      again(here.left - WARN_SECONDS);
    } else if (here.left > 0) {
      warn();
      again(Math.min(here.left, LOOK_SECONDS));
    } else {
      again(1);
    }
  };
  // Without a connection nobody knows: the page stays as it is, and asks again.
  const look = () => ask().then(follow, () => again(LOOK_SECONDS));
  const stay = () => {
    const token = document.querySelector("input[name=csrfmiddlewaretoken]");
    fetch(place.dataset.stay, {
      method: "POST",
      headers: { "X-CSRFToken": token ? token.value : JSON.parse(document.body.getAttribute("hx-headers"))["X-CSRFToken"] },
      redirect: "manual",
    }).then(look, look);
  };

  over.addEventListener("cancel", (event) => event.preventDefault());
  over.querySelector("[data-back]").addEventListener("click", () =>
    ask().then((here) => {
      over.querySelector("[data-not-yet]").hidden = Boolean(here);
      if (here) follow(here);
    }, () => {}),
  );
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden) look();
  });
  again(Number(place.dataset.idle) - WARN_SECONDS);
})();
