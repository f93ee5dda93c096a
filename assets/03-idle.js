// A screen that nobody uses clears itself when its session ends, without asking the server; two minutes before, it says
// so and offers to stay. Only what is asked of the server counts as use, as it does there.
(function () {
  "use strict";

  var WARNED = 120000; // milliseconds before the end
  var LOOK = 2000;
  var used = Date.now();
  var cleared = false;
  var tabs = "BroadcastChannel" in window ? new BroadcastChannel("afa-used") : null;

  function lasts() {
    var said = document.querySelector("[data-idle-minutes]");
    return said ? Number(said.dataset.idleMinutes) * 60000 : 0;
  }

  function use() {
    used = Date.now();
    warn(false);
    if (tabs) { tabs.postMessage(used); }
  }

  if (tabs) {
    tabs.onmessage = function (said) { if (said.data > used) { used = said.data; warn(false); } };
  }

  var ask = window.fetch;
  window.fetch = function () {
    use();
    return ask.apply(this, arguments);
  };

  function element(kind, words, parent) {
    var made = document.createElement(kind);
    made.textContent = words;
    parent.appendChild(made);
    return made;
  }

  function warn(wanted) {
    var bar = document.getElementById("idle-warning");
    if (!wanted) { if (bar) { bar.remove(); } return; }
    if (bar) { return; }
    bar = element("div", "", document.body);
    bar.id = "idle-warning";
    bar.className = "idle-warning";
    bar.setAttribute("role", "alert");
    element("p", "Nothing has been done here for a while. In two minutes you are signed out and this screen is cleared.", bar);
    var stay = element("button", "Stay signed in", bar);
    stay.type = "button";
    stay.className = "button";
    stay.addEventListener("click", function () { window.fetch("/here"); });
  }

  function clear(minutes) {
    var here = window.location.pathname + window.location.search;
    cleared = true;
    document.title = "Signed out · Achievement for All";
    document.body.replaceChildren();
    var said = element("main", "", document.body);
    said.className = "idle-cleared";
    element("h1", "This screen has been cleared", said);
    element("p", "Nothing was done here for " + minutes + " minutes, so you have been signed out.", said);
    var again = element("a", "Sign in again", element("p", "", said));
    again.href = "/sign-in?next=" + encodeURIComponent(here);
    again.focus();
  }

  function look() {
    var whole = lasts(), left = whole - (Date.now() - used);
    if (!whole || cleared) { return; }
    if (left <= 0) { clear(Math.round(whole / 60000)); } else { warn(left <= WARNED); }
  }

  window.setInterval(look, LOOK);
  document.addEventListener("visibilitychange", look);
  window.addEventListener("focus", look);
})();
