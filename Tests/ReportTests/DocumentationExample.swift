// The example of the documentation, word for word, and that it is right.

import Report
import Testing

@Test("the example of Report")
func reportExample() {
  var table = Table(columns: ["depth", "risk"])
  table.append([.integer(2), .number(115.115)])
  #expect(table.markdown() == "| depth | risk |\n| ---: | ---: |\n| 2 | 115.115 |\n")
}
