// The pages of a report, parsed as readers' programs parse them.

import Testing

/// The Markdown and the HTML of one report.
struct ReportPage {
  let markdown: String
  let html: String

  /// Expects that every link has a target within the folder, that the printed page is complete, and that figures have
  /// short descriptions.
  ///
  /// - Parameter files: The names of the files of the folder.
  func expectNothingDangles(files: Set<String>) {
    let anchors = Set(markdown.matches(of: /<a id="([^"]*)">/).map { String($0.1) })
    let links = markdown.matches(of: /\]\(([^)]*)\)/).map { String($0.1) }
    #expect(!links.isEmpty)
    for link in links {
      #expect(
        link.hasPrefix("#") ? anchors.contains(String(link.dropFirst())) : files.contains(link),
        "\(link)")
    }
    #expect(!markdown.contains("<http") && !markdown.contains("href="))
    let ids = html.matches(of: #/ id="([^"]*)"/#).map { String($0.1) }
    #expect(Set(ids).count == ids.count)
    // The pictures of figures are within the page.
    for link in html.matches(of: #/ (?:xlink:)?href="([^"]*)"/#).map({ String($0.1) })
    where !link.hasPrefix("data:image/png;base64,") {
      #expect(link.hasPrefix("#") && ids.contains(String(link.dropFirst())), "\(link)")
    }
    #expect(!html.contains(" src="))
    for page in [markdown, html] {
      #expect(!page.contains(">more<") && !page.contains("[more]"))
      let opened = page.matches(of: /<details[ >]/).count
      #expect(opened > 0 && opened == page.matches(of: /<\/details>/).count)
      #expect(opened == page.matches(of: /<summary>[^\n]*<\/summary>\n/).count)
    }
    // The content is parsed as Markdown only after a blank line.
    let contents = markdown.matches(of: /<\/summary>\n(?:<a id="[^"]*"><\/a>\n)?\n/)
    #expect(contents.count == markdown.matches(of: /<summary>/).count)
    // In print all folds are open.
    #expect(
      html.contains("details::details-content { display: block; content-visibility: visible; }"))
    for alternative in markdown.matches(of: /!\[([^\n]*)\]\([a-z-]*\.svg\)/).map(\.1) {
      let words = alternative.split(whereSeparator: \.isWhitespace)
      #expect(words.count > 3 && words.count < 60, "\(alternative)")
    }
    for description in html.matches(of: /<desc [^>]*>([^<]*)<\/desc>/).map(\.1) {
      #expect(!description.contains("one point") && !description.contains(/Curve [0-9]/))
    }
  }
}
