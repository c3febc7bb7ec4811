/// A text split into words with the markup of labels and words of a program.
struct DocumentText: Equatable {
  enum Span: Equatable {
    case words(RichText)
    case code(String)
  }

  let spans: [Span]

  init(_ markup: String) {
    let parts = markup.split(separator: "`", omittingEmptySubsequences: false)
    // A backquote that is not closed is taken as it is.
    let isClosed = parts.count % 2 == 1
    var spans: [Span] = []
    for (index, part) in parts.enumerated() {
      let isOpen = !isClosed && index == parts.count - 1
      guard !part.isEmpty || isOpen else { continue }
      if index % 2 == 0 {
        spans.append(.words(RichText(String(part))))
      } else if !isOpen {
        spans.append(.code(String(part)))
      } else {
        spans.append(.words(RichText("`\(part)")))
      }
    }
    self.spans = spans
  }
}
