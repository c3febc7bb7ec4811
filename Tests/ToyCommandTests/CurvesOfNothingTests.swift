import TestSupport
import Testing

@Suite("Curves of nothing")
struct CurvesOfNothingTests {
  @Test(
    "a figure that would be empty is refused with what is missing",
    arguments: [
      ("expressivity --x omega --family bilevel", "--x omega: bilevel learning has no step size"),
      ("expressivity --x depth --depth 2,4", "--x depth shows the constant of odd depths"),
    ])
  func refused(line: String, message: String) throws {
    try Folder().expectUsageError(line, says: message)
  }
}
