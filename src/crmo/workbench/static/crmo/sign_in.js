/* Signing in with keys: says so when one does not answer, and shows what needs a script. */
(function () {
  "use strict";
  document.querySelectorAll(".needs-script").forEach(function (part) {
    if (window.PublicKeyCredential) { part.hidden = false; }
  });
  document.addEventListener("allauth.error", function (event) {
    event.preventDefault();
    var told = document.getElementById("key-failed");
    var place = document.querySelector(".door");
    if (!told || !place) { return; }
    told.hidden = false;
    told.className = "notice tone-due";
    place.prepend(told);
  });
})();
