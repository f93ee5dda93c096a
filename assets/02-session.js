/* A session that has ended in an open tab goes to sign-in and comes back to the same view; forms carry their token.
   Not where something is being saved: that page says so itself, and keeps what was written. */
(function () {
  "use strict";

  function signIn() {
    window.location.assign("/sign-in?next=" + encodeURIComponent(window.location.pathname + window.location.search));
  }

  /* The service has put the brake on or is out of order: it is said for a while, and the page stays as it was. */
  function tell(id, said) {
    if (document.getElementById(id)) return;
    var bar = document.createElement("div"), words = document.createElement("p");
    bar.id = id;
    bar.className = "idle-warning";
    bar.setAttribute("role", "alert");
    words.textContent = said;
    bar.appendChild(words);
    document.body.appendChild(bar);
    window.setTimeout(function () { bar.remove(); }, 10000);
  }

  var ask = window.fetch;
  window.fetch = function (asked) {
    return ask.apply(this, arguments).then(function (answer) {
      if (answer.status === 401 && asked !== "/record") signIn();
      if (answer.status === 429) {
        tell("slow-down", "That is a lot in a short time, so this was not shown. Wait a little, then go on.");
      }
      if (answer.status === 503 && asked !== "/record") {
        tell("out-of-order", "The dashboard is out of order for now, so this was not shown. Nothing is lost. Tell " +
          "whoever looks after the server, and try again later.");
      }
      return answer;
    });
  };

  function token() {
    var found = document.cookie.match(/(?:^|; )_csrf_token=([^;]*)/);
    return found ? decodeURIComponent(found[1]) : "";
  }

  document.addEventListener("submit", function (event) {
    var form = event.target;
    if (form.method !== "post" || form.elements.namedItem("csrf_token")) return;
    var field = document.createElement("input");
    field.type = "hidden";
    field.name = "csrf_token";
    field.value = token();
    form.appendChild(field);
  });

  /* A page brought back from the browser's memory after signing out must not be shown: ask for it again. */
  window.addEventListener("pageshow", function (event) {
    if (event.persisted) window.location.reload();
  });
})();
