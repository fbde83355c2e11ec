// Finds the number of a puzzle (ALTCHA, SHA-256) beside the page, so that writing goes on while it is sought.
addEventListener("message", async ({ data: { challenge, salt, maxnumber } }) => {
  const text = new TextEncoder();
  for (let number = 0; number <= maxnumber; number += 1) {
    const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", text.encode(salt + number)));
    if (hash.every((byte, at) => byte === parseInt(challenge.slice(2 * at, 2 * at + 2), 16))) {
      postMessage(number);
      return;
    }
  }
  postMessage(null);
});
