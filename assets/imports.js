/* While files are worked on, the page asks now and then how far it is, and shows how it ended. Without scripts the link
   "Look again" does the same. */
(function () {
  "use strict";

  var EVERY = 2000;
  var working = document.getElementById("working");
  if (!working) return;
  var words = document.getElementById("working-words");
  var bar = document.getElementById("working-bar");

  function look() {
    window.fetch(working.dataset.status, { headers: { Accept: "application/json" } }).then(function (answer) {
      if (answer.redirected) return { working: false }; // the session has ended: the page itself says where to sign in
      return answer.ok ? answer.json() : { working: true };
    }).then(function (said) {
      if (!said.working) { window.location.reload(); return; }
      if (said.step) words.textContent = said.step.charAt(0).toUpperCase() + said.step.slice(1) + "…";
      if (said.total) { bar.max = said.total; bar.value = said.done; }
      window.setTimeout(look, EVERY);
    }).catch(function () { window.setTimeout(look, EVERY); });
  }
  window.setTimeout(look, EVERY / 2);
})();
