import Report
import Testing

@Suite("Markdown and text")
struct PrintedTableTests {
  private static let table: Table = {
    var table = Table(columns: ["family", "k", "risk", "σ|x"])
    table.append([.text("bilevel"), .integer(1), .number(1 / 3), .empty])
    table.append([.text("a|b\nc"), .integer(100), .number(.infinity), .text("y")])
    return table
  }()

  @Test("Markdown aligns numbers to the right and escapes bars and line breaks")
  func markdown() {
    #expect(
      Self.table.markdown() == """
        | family | k | risk | σ\\|x |
        | :--- | ---: | ---: | :--- |
        | bilevel | 1 | 0.333333 |  |
        | a\\|b c | 100 | inf | y |

        """)
  }

  @Test("text has aligned columns, a rule under the header and no spaces at the ends of lines")
  func terminal() {
    let shown = Self.table.text(significantDigits: 4)
    #expect(
      shown == """
        family     k    risk  σ|x
        ───────  ───  ──────  ───
        bilevel    1  0.3333
        a|b c    100     inf  y

        """)
    #expect(!shown.split(separator: "\n").contains { $0.hasSuffix(" ") })
  }

  @Test("digits beyond the asked ones are rounded", arguments: [(1, "0.3"), (3, "0.333")])
  func digits(count: Int, shown: String) {
    #expect(Self.table.text(significantDigits: count).contains(" \(shown)\n"))
  }
}
