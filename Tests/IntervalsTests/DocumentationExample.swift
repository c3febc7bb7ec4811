// The example of the documentation, word for word, and that it is right.

import Intervals
import Testing

@Test("the example of Intervals")
func intervalsExample() {
  let third = Interval(1.0) / Interval(3.0)
  #expect(!third.contains(1.0 / 3) && third.relativeWidth < 0x1p-95)

  let box = Box([0...1, 2...3])
  let proof = prove(on: box) { $0[1] - $0[0].squared }
  #expect(proof == .proved(pieces: 1))
}
