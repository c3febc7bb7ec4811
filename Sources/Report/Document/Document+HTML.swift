extension Document {
  /// The page as one HTML file, in UTF-8: figures and style are inside, and nothing is fetched.
  ///
  /// It follows the reader's dark or light colour scheme and prints in black on white, with all folds open. On narrow
  /// screens it shows narrow figures with the labels below the plot, single formulas and commands wrap, and wide
  /// tables and aligned formulas scroll separately, the tables with a shadow at an edge beyond which they continue.
  ///
  /// - Returns: The bytes of the file.
  /// - Complexity: O(length), with the points of the figures.
  public func html() -> [UInt8] {
    var writer = SVGWriter()
    writer.raw("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n")
    writer.raw("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n")
    writer.raw("<meta name=\"color-scheme\" content=\"light dark\">\n<title>")
    writer.escaped(Self.plain(title))
    writer.raw("</title>\n<style>\n\(Self.style)</style>\n</head>\n<body>\n<main>\n")
    writer.element("h1", title)
    for block in blocks { writer.block(block) }
    if unfolded != blocks {
      writer.element("p", attributes: " class=\"unfold\"", Self.unfoldingAdvice)
    }
    writer.raw("</main>\n</body>\n</html>\n")
    return writer.bytes
  }

  /// Shown in print only, by browsers that cannot print folds open.
  private static let unfoldingAdvice =
    "This browser prints folded sections as one line each: open them before printing."

  private static let style = """
    :root { color-scheme: light dark; --ink: #1a1a1a; --soft: #5c5c5c; --paper: #ffffff;
      --rule: #d0d0d0; --tint: #f4f4f2; --alarm: #b00020; --link: #0b5cad;
      --shade: rgb(0 0 0 / 0.25); }
    @media (prefers-color-scheme: dark) {
      :root { --ink: #e6e6e6; --soft: #a8a8a8; --paper: #161618; --rule: #3c3c40;
        --tint: #222226; --alarm: #ff8a80; --link: #8ab8ff; --shade: rgb(255 255 255 / 0.3); }
      /* The same hues on a dark ground. */
      svg { filter: invert(0.915) hue-rotate(180deg); }
    }
    html { -webkit-text-size-adjust: 100%; }
    body { margin: 0; background: var(--paper); color: var(--ink);
      font: 1rem/1.5 system-ui, -apple-system, "Segoe UI", Helvetica, Arial, "Liberation Sans",
        "DejaVu Sans", sans-serif; overflow-wrap: break-word; }
    main { max-width: 54rem; margin: 0 auto; padding: 1.5rem 1rem 4rem; }
    h1 { font-size: 1.7rem; line-height: 1.25; margin: 0.5rem 0 1rem; }
    h2 { font-size: 1.3rem; line-height: 1.3; margin: 2.8rem 0 0.6rem; padding-top: 0.8rem;
      border-top: 1px solid var(--rule); }
    h3 { font-size: 1.05rem; margin: 1.4rem 0 0.4rem; }
    p, ul { margin: 0.6rem 0; }
    ul { padding-left: 1.3rem; }
    li { margin: 0.3rem 0; }
    a { color: var(--link); }
    sub, sup { line-height: 0; }
    .notice { border-left: 4px solid var(--link); padding: 0.3rem 0.8rem; font-weight: 600; }
    .warning { border-left: 4px solid var(--alarm); padding: 0.3rem 0.8rem; color: var(--alarm);
      font-weight: 600; }
    details { border-top: 1px solid var(--rule); padding: 0.6rem 0; }
    summary { cursor: pointer; }
    summary h2 { display: inline; font-size: 1rem; margin: 0; padding: 0; border: 0; }
    .place { display: block; scroll-margin-top: 3.5rem; }
    .unfold { display: none; }
    /* A background that scrolls along covers the shadow at an edge, unless the table continues beyond it. */
    .wide { overflow-x: auto; margin: 0.9rem 0;
      background:
        linear-gradient(to right, var(--paper) 40%, transparent) left / 2.5rem 100% no-repeat local,
        linear-gradient(to left, var(--paper) 40%, transparent) right / 2.5rem 100% no-repeat local,
        linear-gradient(to right, var(--shade), transparent) left / 0.9rem 100% no-repeat scroll,
        linear-gradient(to left, var(--shade), transparent) right / 0.9rem 100% no-repeat scroll; }
    table { border-collapse: collapse; font-size: 0.86rem; line-height: 1.35; }
    th, td { padding: 0.25rem 0.9rem 0.25rem 0; text-align: left; vertical-align: top;
      border-bottom: 1px solid var(--rule); }
    td:first-child { min-width: 10rem; }
    th { font-weight: 600; border-bottom-width: 2px; vertical-align: bottom; }
    td.number, th.number { text-align: right; white-space: nowrap;
      font-variant-numeric: tabular-nums; }
    figure { margin: 1.2rem 0; }
    figure svg { display: block; max-width: 100%; height: auto; }
    .narrow { display: none; }
    figcaption { color: var(--soft); font-size: 0.9rem; margin-top: 0.4rem; }
    code, pre { font-family: ui-monospace, "SF Mono", Menlo, Consolas, "Liberation Mono",
      "DejaVu Sans Mono", monospace; font-size: 0.86em; }
    pre { background: var(--tint); padding: 0.6rem 0.8rem; line-height: 1.4; white-space: pre-wrap; }
    pre code { font-size: 0.95em; }
    .formula { margin: 0.9rem 0; }
    .formula pre { background: none; margin: 0; padding: 0 0 0 3.5rem; text-indent: -2rem; font-size: 0.95em;
      min-height: 1lh; }
    @media screen and (max-width: 40rem) {
      .broad { display: none; }
      .narrow { display: block; }
      .narrow svg { width: 100%; max-width: 30rem; }
      table { font-size: 0.8rem; }
      td:first-child { min-width: 8rem; }
      .formula pre { padding-left: 2rem; text-indent: -1.5rem; font-size: 0.86em; }
      /* Lines that are aligned with one another scroll together. */
      .formula:has(pre + pre) { overflow-x: auto; }
      .formula:has(pre + pre) pre { white-space: pre; padding-left: 0; text-indent: 0; }
      .wide th, .wide td { padding-right: 0.6rem; }
    }
    @media print {
      :root { --ink: #000000; --soft: #444444; --paper: #ffffff; --rule: #bbbbbb; --tint: #f4f4f4;
        --alarm: #b00020; --link: #000000; }
      svg { filter: none; }
      body { font-size: 10pt; }
      main { max-width: none; padding: 0; }
      a { text-decoration: none; }
      h1, h2, h3, summary { break-after: avoid; }
      h1, h2, h3, summary, figure, tr, pre, .formula, .whole, li { break-inside: avoid; }
      p:has(+ .wide), p:has(+ figure), p:has(+ .formula) { break-after: avoid; }
      /* Longer tables are not split near their ends. */
      tr:nth-child(-n + 4) { break-after: avoid; }
      tr:nth-last-child(-n + 4) { break-before: avoid; }
      .wide { overflow: visible; background: none; }
      summary { list-style: none; }
      summary + *, .place + * { break-before: avoid; }
      summary::-webkit-details-marker { display: none; }
      details::details-content { display: block; content-visibility: visible; }
      @supports not selector(details::details-content) { .unfold { display: block; } }
    }

    """
}

extension SVGWriter {
  fileprivate mutating func block(_ block: Document.Block) {
    switch block {
    case .heading(let text, let level, let anchor):
      let place = anchor.map { " id=\"\($0)\"" } ?? ""
      element("h\(min(max(level, 2), 6))", attributes: place, text)
    case .paragraph(let text):
      element("p", text)
    case .notice(let text):
      element("p", attributes: " class=\"notice\"", text)
    case .warning(let text):
      element("p", attributes: " class=\"warning\"", text)
    case .list(let items):
      raw("<ul>\n")
      for item in items {
        raw("<li>")
        inline(item.text)
        if let target = item.target {
          raw(" (<a href=\"#\(target)\">")
          inline(item.link)
          raw("</a>)")
        }
        raw("</li>\n")
      }
      raw("</ul>\n")
    case .table(let table):
      self.table(table)
    case .figure(let figure):
      raw("<figure>\n<div class=\"broad\">\n")
      raw(
        String(
          decoding: figure.figure.svg(theme: .screen, variant: "", isSummarized: true),
          as: UTF8.self))
      raw("</div>\n<div class=\"narrow\">\n")
      raw(
        String(
          decoding: figure.figure.narrow.svg(
            theme: .narrow, variant: "-narrow", isSummarized: true), as: UTF8.self))
      raw("</div>\n")
      element("figcaption", figure.caption)
      raw("</figure>\n")
    case .code(let text):
      raw("<pre><code>")
      escaped(text)
      raw("</code></pre>\n")
    case .formula(let text):
      // Each line wraps separately.
      raw("<div class=\"formula\">")
      for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
        raw("<pre>")
        escaped(String(line))
        raw("</pre>\n")
      }
      raw("</div>\n")
    case .fold(let fold):
      raw("<details>\n<summary><h2>")
      inline(fold.title)
      raw("</h2> – ")
      inline(fold.summary)
      raw("</summary>\n")
      // A link to a place inside opens the fold, a link to the fold itself does not.
      if let anchor = fold.anchor { raw("<a class=\"place\" id=\"\(anchor)\"></a>\n") }
      for block in fold.blocks { self.block(block) }
      raw("</details>\n")
    }
  }

  /// A text as a separate element.
  fileprivate mutating func element(_ name: String, attributes: String = "", _ text: String) {
    raw("<\(name)\(attributes)>")
    inline(text)
    raw("</\(name)>\n")
  }

  private mutating func table(_ table: DocumentTable) {
    let columns = table.table.columns.indices
    let classes = columns.map { table.table.isNumeric(column: $0) ? " class=\"number\"" : "" }
    // A table that fits is not split over two pages.
    let isShort = table.table.rows.count <= 12
    raw("<div class=\"wide\(isShort ? " whole" : "")\">\n<table>\n<thead><tr>")
    for column in columns {
      raw("<th scope=\"col\"\(classes[column])>")
      inline(table.table.columns[column])
      raw("</th>")
    }
    raw("</tr></thead>\n<tbody>\n")
    for row in table.table.rows {
      raw("<tr>")
      for (column, cell) in row.cells.enumerated() {
        raw("<td\(classes[column])>")
        inline(table.shown(cell, column: column))
        raw("</td>")
      }
      raw("</tr>\n")
    }
    raw("</tbody>\n</table>\n</div>\n")
  }

  /// A text within an element.
  mutating func inline(_ markup: String) {
    for span in DocumentText(markup).printed {
      switch span {
      case .words(let text): for run in text.runs { self.run(run) }
      case .code(let code), .symbol(let code):
        raw("<code>")
        escaped(code)
        raw("</code>")
      }
    }
  }

  private mutating func run(_ run: RichText.Run) {
    let level = ["", "sub", "sup"][run.level == .base ? 0 : run.level == .lowered ? 1 : 2]
    let names = [level, run.isItalic ? "em" : ""].filter { !$0.isEmpty }
    for name in names { raw("<\(name)>") }
    // A symbol and its value stay on one line.
    escaped(run.text.replacing(" = ", with: "\u{A0}=\u{A0}"))
    for name in names.reversed() { raw("</\(name)>") }
  }
}
