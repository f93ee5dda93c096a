// The list of accounts: rows that do not hold what is typed are left out of sight.
(function () {
  "use strict";

  document.addEventListener("input", function (event) {
    if (!event.target.classList || !event.target.classList.contains("filter-rows")) { return; }
    var card = event.target.closest(".card");
    var wanted = event.target.value.trim().toLowerCase();
    var rows = Array.prototype.slice.call(card.querySelectorAll("table.filtered tbody tr"));
    var shown = rows.filter(function (row) {
      row.hidden = row.textContent.toLowerCase().indexOf(wanted) < 0;
      return !row.hidden;
    });
    card.querySelector(".told").textContent = wanted ? shown.length + " of " + rows.length + " shown" : "";
  });
})();
