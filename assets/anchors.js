// An address that ends in # and a heading's id: once the page is drawn, the heading is there to go to.
(function () {
  "use strict";

  function goTo() {
    var wanted = window.location.hash.slice(1);
    var heading = wanted && document.getElementById(decodeURIComponent(wanted));
    if (!heading) { return; }
    heading.setAttribute("tabindex", "-1");
    heading.scrollIntoView();
    heading.focus({ preventScroll: true });
  }

  window.addEventListener("hashchange", goTo);
  var waiting = new MutationObserver(function () {
    var page = document.getElementById("page");
    if (!page) { return; }
    waiting.disconnect();
    new MutationObserver(function () { window.setTimeout(goTo, 50); }).observe(page, { childList: true });
  });
  waiting.observe(document.documentElement, { childList: true, subtree: true });
})();
