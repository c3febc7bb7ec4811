// The second moment, in blocks and directly.

import LinearAlgebra
import TestSupport
import Testing

@Suite("Second moment of frames")
struct SecondMomentTests {
  @Test(
    "accumulated in blocks it is (1/m) Σ yyᵀ",
    arguments: [1, 2, 511, 512, 513, 1024, 1500], [1, 3, 8])
  func blocks(frames: Int, dimension: Int) {
    let data = Matrix.random(rows: dimension, columns: frames, seed: UInt64(frames))
    var accumulator = SecondMoment(dimension: dimension)
    for frame in 0..<frames {
      accumulator.add(data.elements[frame * dimension..<(frame + 1) * dimension])
    }
    #expect(accumulator.frameCount == frames)
    var direct = data.naiveProduct(data.transposed)
    for i in 0..<dimension { for j in 0..<dimension { direct[i, j] /= Double(frames) } }
    let moment = accumulator.matrix()
    #expect(moment == moment.transposed)
    expectClose(
      moment, direct, .roundoff(operations: 2 * frames + 8), scale: direct.frobeniusNorm,
      "m = \(frames), n = \(dimension)")
  }

  @Test("frames of length 0 have a 0 × 0 moment")
  func empty() {
    var accumulator = SecondMoment(dimension: 0)
    accumulator.add([])
    #expect(accumulator.matrix().elements.isEmpty)
  }

  @Test("refuses a frame of another length")
  func wrongLength() async {
    await #expect(processExitsWith: .failure) {
      var accumulator = SecondMoment(dimension: 3)
      accumulator.add([1, 2])
    }
  }
}
