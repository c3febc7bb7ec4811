// The properties that moments report.

import LinearAlgebra
import Testing

@testable import Learning

@Suite("Moments")
struct MomentsTests {
  @Test("the mixed moment of a population has no eigenvalue below 0")
  func population() {
    #expect(
      !Moments(secondMoment: Matrix(diagonal: [3, 1, 0]), noiseVariance: 0.5).isMixedIndefinite)
    // Rounding of a singular C is not such an eigenvalue.
    let frame = Matrix(rows: 1, columns: 3, elements: [0.1, 0.7, -0.3])
    #expect(!Moments(secondMoment: frame.gram(), noiseVariance: 0.5).isMixedIndefinite)
  }

  @Test("an eigenvalue below 0 is noticed, however small compared with the others")
  func indefinite() {
    #expect(
      Moments(secondMoment: Matrix(diagonal: [3, 1, -1]), noiseVariance: 2).isMixedIndefinite)
    #expect(
      Moments(secondMoment: Matrix(diagonal: [3, 1, -1e-10]), noiseVariance: 2).isMixedIndefinite)
  }
}
