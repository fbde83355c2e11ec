// Hides the explanation beside an interview while the person looks: Escape hides it at once, H hides and shows it.
// The server remembers it until the session ends. Without script the summary of the explanation does the same.
(() => {
  const side = document.getElementById("sofar");
  const token = document.querySelector("#ask [name=csrfmiddlewaretoken]");
  if (!side || !token) return;
  const explanation = () => side.querySelector("details");
  let hidden = !explanation().open;

  const remember = () => {
    const said = new FormData();
    said.set("hide", hidden ? "yes" : "no");
    said.set("csrfmiddlewaretoken", token.value);
    fetch(side.dataset.side, { method: "POST", body: said, keepalive: true, headers: { "X-Requested-With": "fetch" } });
  };
  const turn = (hide) => {
    if (hide === hidden) return;
    hidden = hide;
    explanation().open = !hide;
    remember();
  };
  const listen = () => {
    const details = explanation();
    details.open = !hidden;
    details.addEventListener("toggle", () => turn(!details.open));
  };
  listen();
  document.body.addEventListener("htmx:afterSwap", (event) => {
    if (event.detail.target === side) listen();
  });
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Escape") turn(true);
    const typing = event.target.closest("textarea, select, input:not([type=radio]):not([type=checkbox])");
    if (event.code === "KeyH" && !typing) turn(!hidden);
  });
})();
