/* What pages can do only with a script; everything else is links and forms. */
"use strict";

(() => {
  const plots = new WeakMap();

  /** Draws the charts that are new, and gives new figures to those that are drawn. */
  function drawCharts() {
    if (window.uPlot === undefined) return;
    for (const place of document.querySelectorAll("[data-chart]")) {
      const text = place.dataset.chart;
      const known = plots.get(place);
      if (known?.text === text) continue;
      const chart = JSON.parse(text);
      const data = [chart.times, ...chart.lines.map(({ values }) => values)];
      if (known === undefined) {
        plots.set(place, { text, plot: new window.uPlot(optionsOf(place, chart), data, place) });
      } else {
        known.plot.setData(data);
        plots.set(place, { text, plot: known.plot });
      }
    }
  }

  function sizeOf(place) {
    return { width: Math.max(200, place.clientWidth), height: 190 };
  }

  /** Writes a value of an axis in the reader's form. */
  function writerOf(language, unit) {
    const format = (options) =>
      new Intl.NumberFormat(language, { maximumFractionDigits: 2, ...options });
    const numbers = format({ notation: "compact" });
    const seconds = format({ style: "unit", unit: "second" });
    const milliseconds = format({ style: "unit", unit: "millisecond" });
    return (value) => {
      if (unit === "count") return numbers.format(value);
      return value < 1000 ? milliseconds.format(value) : seconds.format(value / 1000);
    };
  }

  function optionsOf(place, { lines, unit, timeZone }) {
    // What the stylesheet's colour comes to in the reader's theme: a canvas knows no variables.
    const colour = (name) => {
      place.style.color = `var(--${name})`;
      const seen = getComputedStyle(place).color;
      place.style.color = "";
      return seen;
    };
    const strokes = { accent: colour("accent"), bad: colour("bad"), soft: colour("strong-line") };
    const axis = {
      stroke: colour("soft"),
      grid: { stroke: colour("line"), width: 1 },
      ticks: { show: false },
    };
    const language = document.documentElement.lang;
    const write = writerOf(language, unit);
    const clock = new Intl.DateTimeFormat(language, {
      timeZone,
      hour: "2-digit",
      minute: "2-digit",
    });
    const day = new Intl.DateTimeFormat(language, { timeZone, day: "numeric", month: "short" });
    return {
      ...sizeOf(place),
      padding: [10, 8, 0, 0],
      legend: { show: false },
      cursor: { show: false },
      scales: {
        y: { range: (_plot, _low, high) => [0, Math.max(high * 1.1, unit === "count" ? 1 : 10)] },
      },
      axes: [
        {
          ...axis,
          space: 70,
          size: 28,
          values: (_plot, times, _axis, _space, step) =>
            times.map((time) => (step < 86400 ? clock : day).format(time * 1000)),
        },
        { ...axis, size: 64, values: (_plot, values) => values.map(write) },
      ],
      series: [
        {},
        ...lines.map(({ name, colour: kind, values }) => ({
          label: name,
          stroke: strokes[kind],
          width: 2,
          spanGaps: true,
          points: {
            show: values.filter((value) => value !== null).length <= 40,
            size: 6,
            fill: strokes[kind],
          },
        })),
      ],
    };
  }

  function focusNews() {
    const news = document.querySelector("[data-focus]:not([data-focused])");
    if (news === null) return;
    news.dataset.focused = "";
    news.focus();
  }

  async function copy(button, text) {
    await navigator.clipboard.writeText(text);
    button.textContent = button.dataset.done;
  }

  // Long enough to see that something else has come under the pointer.
  const lookMs = 1000;
  let places = new Map();
  let movedAt = -lookMs;

  /** Notes where decisions are made, and when any of those places has moved. */
  function notePlaces() {
    const forms = [...document.querySelectorAll(".decision")];
    const seen = new Map(
      forms.map(({ action, offsetTop, offsetLeft }) => [action, `${offsetTop} ${offsetLeft}`]),
    );
    const moved = [...places].some(([action, place]) => place !== seen.get(action));
    if (moved) movedAt = performance.now();
    places = seen;
  }

  /** A click that was meant for what was there before decides nothing; keys stay with their button. */
  function stopMisplaced(event) {
    const isSoon = event.detail > 0 && performance.now() - movedAt < lookMs;
    if (isSoon && event.target.closest(".decision button") !== null) event.preventDefault();
  }

  let sent = new WeakSet();

  /** A form that leads on to another page is sent once, however often its button is pressed. */
  function sendOnce(event) {
    const form = event.target;
    if (form.method !== "post" || form.matches("[hx-post]")) return;
    if (sent.has(form)) event.preventDefault();
    sent.add(form);
  }

  function start() {
    drawCharts();
    focusNews();
    notePlaces();
    // Where the menu is wider than the screen, it shows where one is.
    document
      .querySelector(".menu [aria-current]")
      ?.scrollIntoView({ inline: "center", block: "nearest" });
    for (const field of document.querySelectorAll("[data-time-zone]")) {
      field.value = Intl.DateTimeFormat().resolvedOptions().timeZone;
    }
    for (const button of document.querySelectorAll("[data-copy]")) {
      // Browsers give the clipboard to pages over https, and of this machine, alone.
      button.hidden = navigator.clipboard === undefined;
      button.addEventListener("click", () => {
        const { value } = document.getElementById(button.dataset.copy);
        void copy(button, value);
      });
    }
  }

  /** Says whether what is shown keeps up with what happens. */
  function sayLive(isLive) {
    const place = document.getElementById("connection");
    const text = isLive ? "" : place?.dataset.text;
    if (place !== null && place.textContent !== text) place.textContent = text;
  }

  document.addEventListener("DOMContentLoaded", start);
  document.addEventListener("click", stopMisplaced);
  document.addEventListener("submit", sendOnce);
  // Somebody came back to the page as they left it.
  addEventListener("pageshow", () => (sent = new WeakSet()));
  // Nobody looks: nothing is asked.
  document.addEventListener("htmx:config:request", (event) => {
    if (document.hidden && event.target.matches("[data-live]")) event.preventDefault();
  });
  document.addEventListener("htmx:after:request", (event) => {
    sayLive(event.detail.ctx.response.status < 500);
  });
  document.addEventListener("htmx:error", () => sayLive(false));
  document.addEventListener("htmx:after:swap", () => {
    drawCharts();
    focusNews();
    notePlaces();
  });
  addEventListener("resize", () => {
    for (const place of document.querySelectorAll("[data-chart]")) {
      plots.get(place)?.plot.setSize(sizeOf(place));
    }
  });
})();
