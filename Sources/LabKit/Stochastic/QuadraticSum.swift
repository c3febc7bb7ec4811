// A finite sum of quadratics whose value function has a closed form.

import Libc
import LinearAlgebra

/// Gᵢ = Σ aᵢₖzₖ²/2 − bᵢₖλₖzₖ + αᵢₖzₖ and Fⱼ = Σ fⱼₖzₖ²/2 − cⱼₖzₖ + eⱼₖλₖ with means a, s, 0 and 1, c, 0.
///
/// Then z* = sλ/a, and h(λ) = F(z*(λ), λ) has the gradient hₖ(λₖ − λ*ₖ) with hₖ = (sₖ/aₖ)² and λ*ₖ = cₖaₖ/sₖ. The curvatures are
/// spread over four decades with λ*ₖ = hₖ^{−1/2}, so that gradient flow decays as ‖∇h‖² = Σ hₖe^{−2hₖt} ~ 1/t.
package struct QuadraticSum: FiniteSum {
  /// d.
  package let stateCount: Int
  /// n.
  package let lowerCount: Int
  /// m.
  package let upperCount: Int
  /// hₖ, d numbers.
  package let curvatures: [Double]
  /// λ*, d numbers.
  package let optimum: [Double]
  /// The random point at which the closed form is compared.
  package let testPoint: [Double]
  /// The rows a, b, α of every Gᵢ, then those of their means.
  private let lower: [Lane]
  /// The rows f, c, e of every Fⱼ, then those of their means.
  private let upper: [Lane]

  package var parameterCount: Int { stateCount }

  /// Draws the noise of the samples, of relative size ½ and mean 0.
  ///
  /// - Parameters:
  ///   - seed: The variant of the instance; 0 is the instance of the pins.
  ///   - d: The dimension, at least 2.
  ///   - n: The number of samples of G, at least 1.
  ///   - m: The number of samples of F, at least 1.
  package init(seed: UInt64, dimension d: Int = 24, lowerCount n: Int = 32, upperCount m: Int = 32)
  {
    precondition(d >= 2 && n >= 1 && m >= 1)
    stateCount = d
    lowerCount = n
    upperCount = m
    let h = (0..<d).map { pow(10, -4 * Double($0) / Double(d - 1)) }
    let a = (0..<d).map { 0.5 + 0.25 * Double($0 % 3) }
    let s = (0..<d).map { h[$0].squareRoot() * a[$0] }
    let optimum = h.map { 1 / $0.squareRoot() }
    curvatures = h
    self.optimum = optimum
    var generator = CounterGenerator(seed: 71, shift: seed)
    func uniform(_ rows: Int) -> [[Double]] {
      Self.centred(generator.uniforms(rows * d).map { 2 * $0 - 1 }, d)
    }
    func normal(_ rows: Int) -> [[Double]] { Self.centred(generator.normals(rows * d), d) }
    func rows(_ noise: [[Double]], _ entry: (Int, Double) -> Double) -> [[Double]] {
      noise.map { row in row.enumerated().map { entry($0.offset, 0.5 * $0.element) } }
    }
    let aRows = rows(uniform(n)) { a[$0] * (1 + $1) }
    let bRows = rows(uniform(n)) { s[$0] * (1 + $1) }
    let alphaRows = rows(normal(n)) { $1 }
    let fRows = rows(uniform(m)) { 1 + $1 }
    let cRows = rows(normal(m)) { s[$0] / a[$0] * optimum[$0] + $1 }
    let eRows = rows(normal(m)) { s[$0] * $1 }
    testPoint = generator.normals(d)
    lower = Self.interleaved([aRows, bRows, alphaRows])
    upper = Self.interleaved([fRows, cRows, eRows])
  }

  /// Rows of d numbers minus their mean.
  private static func centred(_ numbers: [Double], _ d: Int) -> [[Double]] {
    let count = numbers.count / d
    let mean = (0..<d).map { k in
      (0..<count).reduce(0) { $0 + numbers[$1 * d + k] } / Double(count)
    }
    return (0..<count).map { i in (0..<d).map { numbers[i * d + $0] - mean[$0] } }
  }

  /// The rows of every sample one after the other, and those of the means.
  private static func interleaved(_ groups: [[[Double]]]) -> [Lane] {
    let count = groups[0].count
    let samples = (0..<count).flatMap { i in groups.flatMap { lanes($0[i]) } }
    let means = groups.flatMap { rows in
      lanes(
        rows[0].indices.map { k in rows.reduce(0) { $0 + $1[k] } / Double(count) })
    }
    return samples + means
  }

  package func withOracle<Result>(_ body: (Oracle) -> Result) -> Result {
    lower.withUnsafeBufferPointer { lower in
      upper.withUnsafeBufferPointer { upper in
        guard let lowerRows = lower.baseAddress, let upperRows = upper.baseAddress else {
          preconditionFailure("no samples")
        }
        return body(
          Oracle(
            lowerRows: lowerRows, upperRows: upperRows, stateLanes: (stateCount + 1) / 2,
            lowerCount: lowerCount, upperCount: upperCount))
      }
    }
  }

  /// h(0) − h*.
  package var startGap: Double {
    zip(curvatures, optimum).reduce(0) { $0 + 0.5 * $1.0 * $1.1 * $1.1 }
  }

  /// ∇h(λ).
  package func gradient(_ lambda: [Double]) -> [Double] {
    lambda.indices.map { curvatures[$0] * (lambda[$0] - optimum[$0]) }
  }

  /// ‖∇h‖² along the gradient flow from 0.
  ///
  /// - Parameter time: t ≥ 0.
  /// - Returns: Σ (hₖλ*ₖ)² e^{−2hₖt}.
  package func flow(_ time: Double) -> Double {
    zip(curvatures, optimum).reduce(0) { sum, pair in
      let slope = pair.0 * pair.1
      return sum + slope * slope * exp(-2 * pair.0 * time)
    }
  }

  /// ∇h(λ) by the implicit function theorem from the means of the samples: −bᵀv + e with Hv = −∂_zF.
  package func implicitGradient(_ lambda: [Double]) -> [Double] {
    func mean(_ rows: [Lane], _ row: Int, _ count: Int) -> [Double] {
      let width = (stateCount + 1) / 2
      let first = (3 * count + row) * width
      return (0..<stateCount).map { rows[first + $0 / 2][$0 % 2] }
    }
    let (a, b) = (mean(lower, 0, lowerCount), mean(lower, 1, lowerCount))
    let alpha = mean(lower, 2, lowerCount)
    let (f, c, e) = (
      mean(upper, 0, upperCount), mean(upper, 1, upperCount), mean(upper, 2, upperCount)
    )
    return (0..<stateCount).map { k in
      let z = (b[k] * lambda[k] - alpha[k]) / a[k]
      return b[k] * (f[k] * z - c[k]) / a[k] + e[k]
    }
  }

  /// The largest curvature of a sample of G.
  package var largestSampleCurvature: Double {
    let width = (stateCount + 1) / 2
    return (0..<lowerCount).reduce(0) { largest, i in
      (0..<stateCount).reduce(largest) { max($0, lower[3 * i * width + $1 / 2][$1 % 2]) }
    }
  }

  /// The smallest curvature of G.
  package var smallestCurvature: Double {
    (0..<stateCount).reduce(.infinity) { min($0, 0.5 + 0.25 * Double($1 % 3)) }
  }

  /// z* for λ = 0: −α/a.
  package var restingState: [Double] {
    let width = (stateCount + 1) / 2
    func mean(_ row: Int, _ k: Int) -> Double {
      lower[(3 * lowerCount + row) * width + k / 2][k % 2]
    }
    return (0..<stateCount).map { -mean(2, $0) / mean(0, $0) }
  }

  /// The samples by pointers.
  package struct Oracle: SampleOracle {
    fileprivate let lowerRows: UnsafePointer<Lane>
    fileprivate let upperRows: UnsafePointer<Lane>
    package let stateLanes: Int
    package let lowerCount: Int
    package let upperCount: Int

    package var hasDirectGradient: Bool { true }
    package var parameterLanes: Int { stateLanes }

    package static var needsParametersAlone: Bool { true }

    package func prepare(_ lambda: Lanes, into weights: Lanes) {}

    /// The rows a, b, α of a sample of G; a pointer for each, because sums of indices are checked for overflow.
    @inline(__always)
    private func lower(
      _ index: Int
    ) -> (a: UnsafePointer<Lane>, b: UnsafePointer<Lane>, alpha: UnsafePointer<Lane>) {
      let a = lowerRows + 3 * index * stateLanes
      return (a, a + stateLanes, a + 2 * stateLanes)
    }

    /// The rows f, c, e of a sample of F.
    @inline(__always)
    private func upper(
      _ index: Int
    ) -> (f: UnsafePointer<Lane>, c: UnsafePointer<Lane>, e: UnsafePointer<Lane>) {
      let f = upperRows + 3 * index * stateLanes
      return (f, f + stateLanes, f + 2 * stateLanes)
    }

    package func sampleLower(_ index: Int, at point: SamplePoint, into rows: SampleRows) {
      let (a, b, alpha) = lower(index)
      for k in 0..<stateLanes {
        rows.gradient[k] = a[k] * point.z[k] - b[k] * point.weights[k] + alpha[k]
        rows.product[k] = a[k] * point.v[k]
        rows.mixed[k] = -b[k] * point.v[k]
      }
    }

    package func sampleUpper(_ index: Int, at point: SamplePoint, into rows: SampleRows) {
      let (f, c, e) = upper(index)
      for k in 0..<stateLanes {
        rows.upper[k] = f[k] * point.z[k] - c[k]
        rows.direct[k] = e[k]
      }
    }

    package func descend(_ index: Int, _ point: SamplePoint, rate: Double) {
      let (a, b, alpha) = lower(index)
      for k in 0..<stateLanes {
        point.z[k] -= rate * (a[k] * point.z[k] - b[k] * point.weights[k] + alpha[k])
      }
    }

    package func contract(_ index: Int, _ point: SamplePoint, _ vector: Lanes, rate: Double) {
      let a = lower(index).a
      for k in 0..<stateLanes { vector[k] -= rate * (a[k] * vector[k]) }
    }

    package func addGradient(_ index: Int, at point: SamplePoint, _ factor: Double, to row: Lanes) {
      let (a, b, alpha) = lower(index)
      for k in 0..<stateLanes {
        row[k] += factor * (a[k] * point.z[k] - b[k] * point.weights[k] + alpha[k])
      }
    }

    package func addProduct(
      _ index: Int, at point: SamplePoint, _ vector: Lanes, _ factor: Double, to row: Lanes
    ) {
      let a = lower(index).a
      for k in 0..<stateLanes { row[k] += factor * (a[k] * vector[k]) }
    }

    package func addMixed(_ index: Int, at point: SamplePoint, _ factor: Double, to row: Lanes) {
      let b = lower(index).b
      for k in 0..<stateLanes { row[k] -= factor * (b[k] * point.v[k]) }
    }

    package func addUpper(_ index: Int, at point: SamplePoint, _ factor: Double, to row: Lanes) {
      let (f, c, _) = upper(index)
      for k in 0..<stateLanes { row[k] += factor * (f[k] * point.z[k] - c[k]) }
    }

    package func addDirect(_ index: Int, at point: SamplePoint, _ factor: Double, to row: Lanes) {
      let e = upper(index).e
      for k in 0..<stateLanes { row[k] += factor * e[k] }
    }
  }
}
