// Makes or shows a passkey when its button is pressed, and sends the answer with the form it stands in.
(() => {
  for (const form of document.querySelectorAll("form[data-passkey]")) {
    const go = form.querySelector("[data-passkey-go]");
    const answer = form.querySelector("[data-passkey-answer]");
    const failed = form.querySelector("[data-passkey-failed]");
    if (!go || !answer) continue;
    go.addEventListener("click", async () => {
      if (failed) failed.hidden = true;
      try {
        const options = JSON.parse(form.dataset.options);
        const made = await window.webauthnJSON[form.dataset.passkey](options);
        answer.value = JSON.stringify(made);
        form.requestSubmit ? form.requestSubmit() : form.submit();
      } catch {
        if (failed) failed.hidden = false;
      }
    });
  }
})();
