// Shows the specification that the page names. Nothing is kept after the page is closed, and nobody else is asked.
"use strict";

window.addEventListener("DOMContentLoaded", () => {
  const root = document.getElementById("swagger-ui");
  window.SwaggerUIBundle({
    domNode: root,
    url: root.dataset.specification,
    presets: [window.SwaggerUIBundle.presets.apis],
    layout: "BaseLayout",
    validatorUrl: null, // else the specification would be sent to a host on the Internet
    queryConfigEnabled: false, // an address cannot make the page show another specification
    persistAuthorization: false,
    withCredentials: false,
    deepLinking: false,
    docExpansion: "none",
    defaultModelsExpandDepth: -1,
    displayRequestDuration: true,
    filter: true,
    onComplete: () => {
      root.dataset.shown = "yes";
    },
  });
});
