// Pages: escaping, figures inside, nothing fetched.

import Foundation
import Report
import TestSupport
import Testing

@Suite("Documents")
struct DocumentTests {
  private static let page: Document = {
    var second = figure([])
    second.title = "Another figure"
    var table = Table(columns: ["*N* | x", "risk", "say"])
    table.append([.integer(-3), .number(-1.5e-7), .text("a < b & *c*_{0}|`--k`")])
    table.append([.integer(12), .number(.infinity), .empty])
    return Document(
      title: "Risks & *R*",
      blocks: [
        .heading("Even *N*", level: 2, anchor: "even"),
        .paragraph("<script>alert('x')</script> \"q\" c_{*N*} 10^{−3} `a<b` * # [x](y) 5 = 5"),
        .warning("Not <so>"),
        .list([.init("first", target: "even", link: "section *N*"), .init("second")]),
        .table(DocumentTable(table, significantDigits: [6, 2])),
        .figure(
          DocumentFigure(
            name: "one", figure: figure([curve("f", over: [0, 1]) { $0 }]), caption: "A *line*.")),
        .code("toy risk > a.txt && echo '<b>'"),
        .notice("*All* hold"),
        .fold(
          Document.Fold(
            title: "Fold *c*_{0}", summary: "a_b*c < [d] `x_y`", anchor: "fold",
            blocks: [
              .paragraph("inside *x*"),
              .figure(DocumentFigure(name: "two", figure: second, caption: "Two.")),
            ])),
      ])
  }()

  private static let html = text(page.html())

  @Test("HTML is one well-formed page that fetches nothing")
  func selfContained() {
    // As XML, except for what HTML leaves open.
    let xml = Self.html.replacing("<!DOCTYPE html>\n", with: "")
      .replacing(/<meta [^>]*>/, with: "")
    #expect(ParsedSVG(Array(xml.utf8)).isWellFormed)
    for word in ["src=", "<link", "<script", "@import", "url(http", "<img", "<iframe"] {
      #expect(!Self.html.contains(word), "\(word)")
    }
    #expect(!Self.html.replacing("http://www.w3.org/2000/svg", with: "").contains("http"))
  }

  @Test("HTML escapes what means something in it")
  func htmlEscapes() {
    #expect(Self.html.contains("&lt;script&gt;alert(‘x’)&lt;/script&gt; “q”"))
    #expect(Self.html.contains("<code>a&lt;b</code>"))
    #expect(
      Self.html.contains("<pre><code>toy risk &gt; a.txt &amp;&amp; echo &#39;&lt;b&gt;&#39;"))
    #expect(Self.html.contains("<p class=\"warning\">Not &lt;so&gt;</p>"))
    #expect(Self.html.contains("<title>Risks &amp; R</title>"))
    #expect(Self.html.contains("<h1>Risks &amp; <em>R</em></h1>"))
  }

  @Test("markup is set: italics, subscripts, superscripts, code, numbers")
  func markup() {
    #expect(Self.html.contains("<h2 id=\"even\">Even <em>N</em></h2>"))
    #expect(Self.html.contains("c<sub><em>N</em></sub> 10<sup>−3</sup>"))
    #expect(Self.html.contains("<li>first (<a href=\"#even\">section <em>N</em></a>)</li>"))
    #expect(Self.html.contains("<td class=\"number\">−1.5×10⁻⁷</td>"))
    #expect(Self.html.contains("<td class=\"number\">−3</td>"))
    #expect(Self.html.contains("a &lt; b &amp; <em>c</em><sub>0</sub>|<code>--k</code>"))
    #expect(Self.html.contains("5\u{A0}=\u{A0}5"))
    #expect(Document.plain("*c*_{0} = 1−(1−*ω*)^{*N*} `x`") == "c_0 = 1−(1−ω)^N x")
  }

  @Test("every figure is inside, with its description")
  func figures() throws {
    // The description is a summary there.
    let drawn = try #require(Self.page.figures.first).figure
    let svg = text(drawn.svg())
    let end = try #require(svg.firstRange(of: "</desc>"))
    #expect(Self.html.contains(svg[end.lowerBound...]))
    #expect(Self.html.contains(">\(drawn.summary)</desc>"))
    #expect(Self.html.contains("<figcaption>A <em>line</em>.</figcaption>"))
    #expect(Self.page.figures.map(\.fileName) == ["one.svg", "two.svg"])
  }

  @Test(
    "a fold is one line in HTML and in Markdown, with its blocks inside; in other formats it is open"
  )
  func folds() {
    let line = "<h2>Fold <em>c</em><sub>0</sub></h2> – a_b*c &lt; [d] <code>x_y</code>"
    #expect(
      Self.html.contains(
        "<details>\n<summary>\(line)</summary>\n<a class=\"place\" id=\"fold\"></a>\n"
          + "<p>inside <em>x</em></p>\n<figure>"))
    #expect(Self.html.contains("<p class=\"notice\"><em>All</em> hold</p>"))
    #expect(Self.html.contains("@supports not selector(details::details-content)"))
    let markdown = Self.page.markdown()
    #expect(
      markdown.contains(
        "**" + "*All* hold"
          + "**\n\n<details>\n<summary><strong>Fold <em>c</em>"
          + "<sub>0</sub></strong> – a&#95;b&#42;c &lt; &#91;d&#93; <code>x&#95;y</code></summary>\n<a id=\"fold\"></a>\n\n"
          + "inside *x*\n\n!["))
    #expect(markdown.hasSuffix("Two.\n\n</details>\n"))
    #expect(
      Self.page.markdown(inlineHTML: false).contains(
        "## Fold *c*\\_0\n\na\\_b\\*c \\< \\[d\\] `x_y`\n\ninside *x*\n\n"))
    #expect(Self.page.text().contains("Fold c_0\n════════\na_b*c < [d] x_y\n\ninside x\n\nTwo."))
    #expect(Self.page.latex().contains("\\label{fold}"))
  }

  @Test("dark screens, narrow ones and paper have their styles")
  func media() {
    for part in ["prefers-color-scheme: dark", "@media print", "width=device-width", "overflow-x"] {
      #expect(Self.html.contains(part), "\(part)")
    }
  }

  @Test("the page fits a phone, and wide content scrolls in its own box")
  func telephone() throws {
    // A root em is 16 pixels, and the margins take two of them.
    for width in Self.html.matches(of: /min-width: ([0-9.]+)(rem|px)/) {
      let pixels = try #require(Double(width.1)) * (width.2 == "rem" ? 16 : 1)
      #expect(pixels <= 390 - 32, "\(width.0)")
    }
    #expect(Self.html.contains("figure svg { display: block; max-width: 100%;"))
    #expect(Self.html.contains("white-space: pre-wrap"))
    for table in Self.html.ranges(of: "<table>") {
      #expect(Self.html[..<table.lowerBound].hasSuffix("<div class=\"wide whole\">\n"))
    }
  }

  @Test("every figure has a broad and a narrow version with different ids and the same curves")
  func narrowFigures() throws {
    let ids = Self.html.matches(of: /\sid="([^"]*)"/).map { String($0.1) }
    #expect(Set(ids).count == ids.count && ids.contains { $0.hasSuffix("-narrow-title") })
    // All references have targets.
    let references = Self.html.matches(of: /(?:url\(#|aria-(?:labell|describ)edby=")([^")]*)/)
      .flatMap { $0.1.split(separator: " ").map(String.init) }
    #expect(!references.isEmpty && Set(references).isSubset(of: ids))
    let descriptions = Self.html.matches(of: /<desc [^>]*>([^<]*)</).map(\.1)
    #expect(descriptions.count == 4)
    #expect(descriptions.allSatisfy { $0.split(separator: " ").count < 60 })
    for kind in ["broad", "narrow"] {
      #expect(Self.html.ranges(of: "<div class=\"\(kind)\">\n<svg").count == 2, "\(kind)")
    }
    let widths = Self.html.matches(of: /<svg [^>]*? width="([0-9.]+)"/).compactMap { Double($0.1) }
    #expect(widths.count == 4 && widths.filter { $0 <= 400 }.count == 2, "\(widths)")
    #expect(Self.html.contains(".narrow { display: none; }"))
    #expect(
      Self.html.contains(/@media screen and \(max-width: 40rem\) \{\s*\.broad \{ display: none; \}/)
    )
  }

  @Test("tables of up to 12 rows stay on one page, and headings stay with their content")
  func paper() {
    func html(rows: Int) -> String {
      var table = Table(columns: ["a"])
      for row in 0..<rows { table.append([.integer(row)]) }
      return text(Document(title: "T", blocks: [.table(DocumentTable(table))]).html())
    }
    #expect(html(rows: 12).contains("<div class=\"wide whole\">"))
    #expect(html(rows: 13).contains("<div class=\"wide\">"))
    let print = Self.html.split(separator: "@media print").last ?? ""
    #expect(print.contains(/[^\n]*\.whole[^\n]* \{ break-inside: avoid; \}/))
    #expect(print.contains(/h1, h2, h3[^\n]* \{ break-after: avoid; \}/))
  }

  @Test(
    "quotes are typographic in HTML and in Markdown, but not in code or on a terminal",
    arguments: [
      ("'a b.' c", "‘a b.’ c"), ("the talk's", "the talk’s"), ("('a')", "(‘a’)"),
      ("*x*'s", "*x*’s"), ("'*x*'", "‘*x*’"), ("\"a\"", "“a”"), ("a 'b', 'c'", "a ‘b’, ‘c’"),
      ("'`it's`'", "‘`it's`’"), ("\"'a' b\"", "“‘a’ b”"), ("models' risk", "models’ risk"),
    ])
  func quotes(markup: String, printed: String) {
    let page = Document(title: "T", blocks: [.paragraph(markup)])
    #expect(page.markdown() == "# T\n\n\(printed)\n")
    let html = printed.replacing(/\*(.)\*/) { "<em>\($0.1)</em>" }
      .replacing(/`(.*)`/) { "<code>\($0.1.replacing("'", with: "&#39;"))</code>" }
    #expect(text(page.html()).contains("<p>\(html)</p>"))
    #expect(page.text().contains(Document.plain(markup)))
  }

  @Test("Markdown escapes what means something in it")
  func markdown() {
    let lines = Self.page.markdown().split(separator: "\n", omittingEmptySubsequences: false)
    #expect(lines.first == "# Risks \\& *R*")
    #expect(lines.contains("<a id=\"even\"></a>"))
    #expect(lines.contains("## Even *N*"))
    #expect(
      lines.contains(
        "\\<script\\>alert(‘x’)\\</script\\> “q” c<sub>*N*</sub> 10<sup>−3</sup> `a<b` \\* # "
          + "\\[x\\](y) 5 = 5"))
    #expect(lines.contains("- first ([section *N*](#even))"))
    #expect(lines.contains("| *N* \\| x | risk | say |"))
    #expect(lines.contains("| ---: | ---: | :--- |"))
    #expect(lines.contains("| −3 | −1.5×10⁻⁷ | a \\< b \\& *c*<sub>0</sub>\\|`--k` |"))
    #expect(lines.contains("| 12 | ∞ |  |"))
    #expect(lines.contains { $0.hasPrefix("![A figure. It shows ") && $0.hasSuffix("](one.svg)") })
    #expect(lines.contains("toy risk > a.txt && echo '<b>'"))
    #expect(lines.last == "")
  }

  @Test(
    "a backquote that is not closed stays", arguments: ["a `b", "`", "x ` y `z`", "` *c*"])
  func openBackquote(markup: String) {
    let plain = Document.plain(markup)
    #expect(plain.contains("`"))
    #expect(plain.count { $0 == "`" } == markup.count { $0 == "`" } % 2)
  }

  @Test("a fence is longer than what it holds")
  func fence() {
    let page = Document(title: "T", blocks: [.code("```\nx\n```")])
    #expect(page.markdown().contains("\n````sh\n```\nx\n```\n````\n"))
  }

  @Test("text fits a width, with the lines under headings", arguments: [30, 60])
  func widths(width: Int) {
    let words = Array(repeating: "word", count: 40).joined(separator: " ")
    let page = Document(
      title: "Page",
      blocks: [.heading(words, level: 2, anchor: "a"), .paragraph(words), .list([.init(words)])])
    let rules = page.text(width: width).split(separator: "\n").filter { $0.hasPrefix("═") }
    #expect(rules.map(\.count) == [width])
    let prose = page.text(width: width).split(separator: "\n").dropFirst(2)
    #expect(prose.allSatisfy { $0.count <= width })
  }
}
