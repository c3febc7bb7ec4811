import Studies
import TestSupport
import Testing

@Suite("Curves of nothing")
struct CurvesOfNothingTests {
  @Test(
    "a figure that would be empty is refused, and the missing option is named",
    arguments: [
      ("expressivity --x omega --family bilevel", "--x omega: no algorithm here has a step size"),
      ("expressivity --x depth --depth 2,4", "--x depth shows the constant of odd depths"),
      (
        "expressivity --x omega --depth 3 -o a.svg",
        "--x omega draws curves over several step sizes, one is given; --omega lin:0.01..1.99:199"
      ),
      (
        "learn --n 4 --x k --k 2 --starts 1 -o a.svg",
        "--x k draws curves over several values; give --k a grid"
      ),
      (
        "learn --n 4 --x depth --depth 3 --k 2 --starts 1 -o a.tex --format pgfplots",
        "--x depth draws curves over several values; give --depth a grid"
      ),
    ])
  func refused(line: String, message: String) throws {
    try Folder().expectUsageError(line, says: message)
  }
}
