(function () {
  var charts = JSON.parse(document.getElementById('charts').textContent);
  var polygons = JSON.parse(document.getElementById('polygons').textContent);
  window.PlotlyGeoAssets = {topojson: charts.topojson};
  charts.figures.forEach(function (figure) {
    figure.data.forEach(function (trace) { if (typeof trace.geojson === 'string') trace.geojson = polygons; });
    Plotly.newPlot(figure.id, figure.data, figure.layout, {displaylogo: false, showSendToCloud: false,
      plotlyServerURL: '', responsive: true, displayModeBar: false});
  });
})();
