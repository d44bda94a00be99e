// Draws each chart of the page from the JSON beside it. No number is made here.
"use strict";
document.documentElement.classList.add("scripted");
(function () {
  const narrow = window.matchMedia("(max-width: 640px)");
  const config = { responsive: true, displaylogo: false, displayModeBar: "hover", showTips: false,
    modeBarButtonsToRemove: ["select2d", "lasso2d", "autoScale2d", "toggleSpikelines"] };
  const draw = function (figure) {
    const place = figure.querySelector(".live");
    const spec = JSON.parse(figure.querySelector("script").textContent);
    const layout = spec.layout;
    if (narrow.matches) {
      layout.font.size = 12;
      layout.margin.l = Math.min(layout.margin.l, 52);
      layout.margin.r = 8;
      layout.dragmode = false;
      layout.height += layout.meta && layout.meta.narrow || 0;
    }
    Plotly.newPlot(place, spec.data, layout, config);
    const views = (layout.meta && layout.meta.views) || [];
    if (views.length > 1) {
      const bar = document.createElement("p");
      bar.className = "views";
      bar.append("Show: ");
      views.forEach(function (view) {
        const button = document.createElement("button");
        button.type = "button";
        button.textContent = view.label;
        button.addEventListener("click", function () { Plotly.relayout(place, { "xaxis.range": view.range.slice() }); });
        bar.append(button, " ");
      });
      place.before(bar);
    }
  };
  document.querySelectorAll("figure.chart").forEach(function (figure) {
    try {
      draw(figure);
    } catch (error) {
      figure.classList.add("failed");
      throw error;
    }
  });
}());
