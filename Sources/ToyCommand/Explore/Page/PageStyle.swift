// The page's style.

/// The style sheet: light and dark, screen, telephone and paper.
///
/// Colours are those of Okabe and Ito by meaning: the best linear denoiser black (white on dark),
/// bilevel vermillion, even depths blue (sky blue on dark), odd ones bluish green.
enum PageStyle {
  static let text = #"""
    :root {
      --page: #fff; --ink: #111; --muted: #555; --rule: #d4d4d4; --panel: #f5f5f3;
      --linear: #000; --bilevel: #d55e00; --even: #0072b2; --odd: #009e73; --trap: #e69f00; --barrier: #cc79a7;
      --bilevel-text: #b34e00; --even-text: #0072b2; --odd-text: #007a58; --focus: #0072b2;
    }
    @media (prefers-color-scheme: dark) {
      :root {
        --page: #15181b; --ink: #eceff1; --muted: #a9b1b8; --rule: #3b4248; --panel: #1e2327;
        --linear: #fff; --even: #56b4e9; --odd: #00b586;
        --bilevel: #e8702a; --bilevel-text: #f58b4c; --even-text: #56b4e9; --odd-text: #2fc79d; --focus: #f0e442;
      }
    }
    * { box-sizing: border-box; }
    html { -webkit-text-size-adjust: 100%; }
    body { margin: 0 auto; max-width: 1500px; padding: 0 1.2rem 2rem; background: var(--page); color: var(--ink);
      font: 15px/1.4 system-ui, -apple-system, "Segoe UI", "Liberation Sans", Arial, sans-serif; }
    h1 { font-size: 1.5rem; margin: .8rem 0 .3rem; }
    h2 { font-size: 1rem; margin: 0 0 .2rem; }
    p { margin: 0 0 .4rem; }
    .problems { display: grid; grid-template-columns: 1fr 1fr; gap: 0 2rem; }
    .math { display: block; margin: .1rem 0 .1rem 1rem; font-family: "STIX Two Math", "Cambria Math", "DejaVu Serif", Georgia, serif; }
    b.bilevel, th.bilevel { color: var(--bilevel-text); }
    b.even, th.even, output.even { color: var(--even-text); }
    b.odd, th.odd, output.odd { color: var(--odd-text); }
    main { display: grid; grid-template-columns: 24rem minmax(0, 1fr); gap: 1.2rem; margin-top: .5rem; }
    .side { display: flex; flex-direction: column; gap: .8rem; min-width: 0; align-self: start; position: sticky; top: .5rem; }
    .side > * { background: var(--panel); border-radius: 6px; padding: .7rem .9rem; }
    fieldset { border: 0; margin: 0 0 .5rem; padding: 0; display: flex; flex-wrap: wrap; gap: .1rem 1rem; }
    legend { font-weight: 600; padding: 0; }
    .slider { display: grid; grid-template-columns: 1fr auto; align-items: baseline; margin-bottom: .45rem; }
    .slider > label:first-child { font-weight: 600; }
    .slider input[type=range] { grid-column: 1 / 3; width: 100%; margin: .15rem 0; accent-color: var(--focus); }
    .slider .check { grid-column: 1 / 3; }
    output { font-variant-numeric: tabular-nums; font-weight: 600; }
    :focus-visible { outline: 3px solid var(--focus); outline-offset: 2px; }
    table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; font-size: .87rem; }
    th, td { text-align: right; padding: .12rem .3rem; border-bottom: 1px solid var(--rule); white-space: nowrap; }
    th[scope=row] { text-align: left; font-weight: 400; padding-left: 0; }
    thead th { font-weight: 600; vertical-align: bottom; white-space: normal; }
    td:last-child, th:last-child { padding-right: 0; }
    .charts { display: grid; grid-template-columns: repeat(2, minmax(0, 1fr)); gap: 1.2rem; align-content: start; }
    figure { margin: 0; min-width: 0; }
    .legend { display: flex; flex-wrap: wrap; gap: 0 .9rem; margin: 0; font-size: .85rem; min-height: 1.2rem; }
    .legend svg { width: 2.2rem; height: .8rem; vertical-align: -.05rem; margin-right: .25rem; }
    .plot svg { display: block; width: 100%; height: auto; font-size: 12px; }
    .note { font-size: .87rem; color: var(--muted); margin: .3rem 0 0; }
    #address-note { background: var(--panel); border-left: 4px solid var(--trap); border-radius: 4px; padding: .5rem .8rem;
      margin: .4rem 0; overflow-wrap: anywhere; }
    .scroll { overflow-x: auto; }
    .scroll table { font-size: .8rem; }
    .scroll td, .scroll th { padding-left: .2rem; }
    .sr { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); margin: 0; padding: 0; }
    .commands { margin: 1.4rem 0; }
    #commands { list-style: none; padding: 0; margin: 0; }
    #commands li { display: flex; gap: .6rem; align-items: center; margin-bottom: .3rem; }
    #commands span { flex: 0 0 13rem; }
    code { font: .87rem/1.5 ui-monospace, "Liberation Mono", Menlo, Consolas, monospace; background: var(--panel);
      padding: .1rem .4rem; border-radius: 4px; overflow-wrap: anywhere; }
    button { font: inherit; font-size: .85rem; color: inherit; background: var(--panel); border: 1px solid var(--muted);
      border-radius: 4px; padding: .1rem .6rem; cursor: pointer; }
    dl { display: grid; grid-template-columns: max-content 1fr; gap: .1rem 1rem; margin: 0; }
    dt { font-weight: 600; } dd { margin: 0; }
    #numbers { font-size: .82rem; }
    #numbers td, #numbers th { padding-left: .5rem; padding-right: 0; }
    #numbers th:first-child { padding-left: 0; }
    svg text { fill: var(--ink); stroke: var(--page); stroke-width: 3; paint-order: stroke; }
    svg .small { fill: var(--muted); font-size: 11px; }
    svg .axis { stroke: var(--muted); fill: none; }
    svg .grid { stroke: var(--rule); fill: none; }
    svg .now { stroke: var(--muted); stroke-dasharray: 2 3; }
    svg .curve { fill: none; stroke-width: 2; stroke-linejoin: round; }
    svg .thin { stroke-width: 1.4; }
    svg .linear { stroke: var(--linear); } svg .bilevel { stroke: var(--bilevel); }
    svg .even { stroke: var(--even); } svg .odd { stroke: var(--odd); }
    svg .dashed { stroke-dasharray: 7 4; }
    svg .mark { fill: var(--page); stroke-width: 2; }
    svg .mark.full.linear { fill: var(--linear); } svg .mark.full.bilevel { fill: var(--bilevel); }
    svg .mark.full.even { fill: var(--even); } svg .mark.full.odd { fill: var(--odd); }
    svg .band { stroke-width: 7; opacity: .3; }
    svg .minimum { stroke: var(--ink); fill: var(--ink); } svg .local-minimum { stroke: var(--trap); fill: var(--trap); }
    svg .barrier, svg .saddle { stroke: var(--barrier); fill: var(--barrier); }
    svg .maximum { stroke: var(--muted); fill: var(--page); }
    @media (max-width: 1150px) { .charts { grid-template-columns: minmax(0, 1fr); } }
    @media (max-width: 700px) {
      body { padding: 0 .8rem 2rem; }
      main, .problems { grid-template-columns: minmax(0, 1fr); }
      .slider input[type=range] { height: 2rem; }
      .side { position: static; }
      .side > * { padding: .6rem .5rem; }
      #numbers, .scroll table { font-size: .7rem; }
      #numbers td, #numbers th { padding-left: .3rem; }
      #commands li { flex-wrap: wrap; gap: .1rem .6rem; }
      #commands span { flex-basis: 100%; }
    }
    @media print {
      :root { --page: #fff; --ink: #000; --muted: #444; --rule: #ccc; --panel: #fff; --linear: #000; --bilevel: #d55e00;
        --even: #0072b2; --odd: #009e73; --bilevel-text: #b34e00; --even-text: #0072b2; --odd-text: #007a58; }
      @page { size: A4; margin: 12mm; }
      html { font-size: 11px; }
      body { font-size: 11px; max-width: none; padding: 0; }
      main { display: block; }
      .side { position: static; flex-direction: row; align-items: flex-start; margin-bottom: .6rem; }
      .side > * { padding: 0; flex: 1 1 0; }
      .slider { margin: 0; grid-template-columns: 9rem 1fr; }
      .charts { grid-template-columns: repeat(2, minmax(0, 1fr)); gap: .8rem; }
      .slider input[type=range], button, .check, fieldset label:not(:has(:checked)) { display: none; }
      fieldset input { display: none; }
      figure, section, li { break-inside: avoid; }
    }

    """#
}
