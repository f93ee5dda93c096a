// No chart may offer to send its figures elsewhere, whatever a page forgets to say.
if (window.Plotly) {
  window.Plotly.setPlotConfig({ showSendToCloud: false, plotlyServerURL: "", displaylogo: false });
}
