// Total variation denoising: optimality, special cases, and a second method.

import LinearAlgebra
import Optimization
import Testing

@Suite("Total variation of signals")
struct TotalVariationTests {
  /// x is the solution exactly if the running sums u of f − x are within λ, end at 0, and are λ or −λ where x jumps down
  /// or up.
  private func expectOptimal(
    _ x: [Double], _ f: [Double], _ weight: Double,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    let scale = weight + f.reduce(0) { $0 + abs($1) }
    let tolerance = 1e-14 * scale
    var sum = 0.0
    var isRight = x.count == f.count
    for i in x.indices.dropLast() {
      sum += f[i] - x[i]
      isRight = isRight && abs(sum) <= weight + tolerance
      if x[i + 1] > x[i] { isRight = isRight && abs(sum + weight) <= tolerance }
      if x[i + 1] < x[i] { isRight = isRight && abs(sum - weight) <= tolerance }
    }
    sum += (f.last ?? 0) - (x.last ?? 0)
    #expect(
      isRight && abs(sum) <= tolerance, "\(f), λ = \(weight): \(x)", sourceLocation: sourceLocation)
  }

  @Test(
    "satisfies the optimality conditions", arguments: [1, 2, 3, 4, 7, 32, 300],
    [0.01, 0.3, 1, 5, 100])
  func optimality(count: Int, weight: Double) {
    for seed in 1...30 as ClosedRange<UInt64> {
      let noise = normals(count, seed: seed)
      expectOptimal(totalVariationDenoised(noise, weight: weight), noise, weight)
      // A random walk has long slopes, and rounded numbers have ties.
      let walk = noise.reduce(into: [Double]()) { $0.append(($0.last ?? 0) + $1) }
      expectOptimal(totalVariationDenoised(walk, weight: weight), walk, weight)
      let steps = noise.map { $0.rounded() }
      expectOptimal(totalVariationDenoised(steps, weight: weight), steps, weight)
    }
  }

  @Test("by hand: one jump shrinks from both sides, and a large weight leaves the mean")
  func hand() {
    #expect(totalVariationDenoised([0, 0, 4, 4], weight: 1) == [0.5, 0.5, 3.5, 3.5])
    #expect(totalVariationDenoised([0, 0, 4, 4], weight: 4) == [2, 2, 2, 2])
    #expect(totalVariationDenoised([0, 3, 0], weight: 1) == [1, 1, 1])
    #expect(totalVariationDenoised([0, 6, 0], weight: 1) == [1, 4, 1])
    #expect(totalVariationDenoised([1, -2, 5], weight: 0) == [1, -2, 5])
    #expect(totalVariationDenoised([], weight: 1).isEmpty)
    #expect(totalVariationDenoised([7], weight: 1) == [7])
    #expect(totalVariationDenoised([2, 2, 2], weight: 1) == [2, 2, 2])
  }

  @Test("far from 0, jumps keep their digits")
  func offset() {
    let x = totalVariationDenoised([1e9, 1e9, 1e9 + 4, 1e9 + 4], weight: 1)
    #expect(x == [1e9 + 0.5, 1e9 + 0.5, 1e9 + 3.5, 1e9 + 3.5])
  }

  @Test("agrees with the Chambolle–Pock method")
  func primalDual() {
    let f = normals(32, seed: 81).enumerated().map { ($0.offset < 14 ? 0 : 2) + 0.3 * $0.element }
    let other = ChambollePock(norm: 2).minimize(
      SquaredDistance(center: f), L1Norm(weight: 0.7), StencilMap(length: 32, boundary: .open),
      residualTolerance: 1e-11, iterationLimit: 200_000)
    #expect(distance(other.primal, totalVariationDenoised(f, weight: 0.7)) <= 1e-9)
  }

  @Test("rejects a negative weight")
  func refusals() async {
    await #expect(processExitsWith: .failure) { _ = totalVariationDenoised([1, 2], weight: -1) }
  }
}
