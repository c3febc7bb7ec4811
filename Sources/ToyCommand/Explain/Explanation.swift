// One page of explanation, and how it is written.

import Report
import Studies

/// A statement of the theory with what it needs, where it ends, and an example in numbers.
struct Explanation: Sendable {
  /// A paragraph, or lines of formulas.
  enum Passage: Sendable, Equatable, ExpressibleByStringLiteral {
    case text(String)
    case formula(String)

    init(stringLiteral value: String) { self = .text(value) }

    /// The words or the formulas.
    var content: String {
      switch self {
      case .text(let text), .formula(let text): text
      }
    }
  }

  let topic: Topic
  /// What is claimed.
  let statement: [Passage]
  /// What it needs.
  let assumptions: [String]
  /// Where it ends, and where a slide says more than is true.
  let limits: [String]
  /// Where it is from.
  let source: String
  /// What the numbers show.
  let caption: String
  /// The numbers.
  let numbers: Table
  /// Command lines that show more.
  let commands: [String]
}

extension Explanation {
  /// The page for a terminal.
  var text: String {
    var lines = ["\(topic.rawValue): \(topic.title)"]
    for passage in statement {
      lines.append("")
      switch passage {
      case .text(let text): lines += wrapped(text, indent: "", hanging: "")
      case .formula(let text): lines += text.split(separator: "\n").map { "    \($0)" }
      }
    }
    for (heading, items) in [("assumptions", assumptions), ("limits", limits)] {
      lines += ["", heading]
      for item in items { lines += wrapped(item, indent: "  - ", hanging: "    ") }
    }
    lines += ["", "source"] + wrapped(source, indent: "  ", hanging: "  ")
    lines += [""] + wrapped("numbers: \(caption)", indent: "", hanging: "") + [""]
    let more = ["", "more"] + commands.map { "  \($0)" }
    return lines.joined(separator: "\n") + "\n" + numbers.text() + more.joined(separator: "\n")
      + "\n"
  }

  /// The page as Markdown.
  var markdown: String {
    var parts = ["# \(topic.rawValue): \(topic.title)"]
    for passage in statement {
      switch passage {
      case .text(let text): parts.append(text)
      case .formula(let text): parts.append("```\n\(text)\n```")
      }
    }
    parts += ["## Assumptions", assumptions.map { "- \($0)" }.joined(separator: "\n")]
    parts += ["## Limits", limits.map { "- \($0)" }.joined(separator: "\n")]
    parts += [
      "## Source", source, "## Numbers", caption + ":", numbers.markdown().trimmingLineFeeds,
    ]
    parts += ["## More", "```sh\n\(commands.joined(separator: "\n"))\n```"]
    return parts.joined(separator: "\n\n") + "\n"
  }

  /// The page as data.
  var json: JSONValue {
    let texts = { (items: [String]) in JSONValue.array(items.map { .text($0) }) }
    let rows = numbers.rows.map { row in
      JSONValue.object(zip(numbers.columns, row.cells).map { .init($0, $1.json) })
    }
    return .object([
      .init("topic", .text(topic.rawValue)), .init("title", .text(topic.title)),
      .init("statement", texts(statement.map(\.content))),
      .init("assumptions", texts(assumptions)), .init("limits", texts(limits)),
      .init("source", .text(source)),
      .init("numbers", .object([.init("caption", .text(caption)), .init("rows", .array(rows))])),
      .init("commands", texts(commands)),
    ])
  }
}

/// A paragraph in lines of at most 92 characters.
///
/// - Parameters:
///   - text: The words.
///   - indent: What the first line begins with.
///   - hanging: What the others begin with.
/// - Returns: The lines.
func wrapped(_ text: String, indent: String, hanging: String) -> [String] {
  var lines: [String] = []
  var line = indent
  var isEmpty = true
  for word in text.split(separator: " ") {
    if !isEmpty && line.count + 1 + word.count > 92 {
      lines.append(line)
      line = hanging
      isEmpty = true
    }
    line += (isEmpty ? "" : " ") + word
    isEmpty = false
  }
  return lines + [line]
}
