// The floor of all denoisers with k rows, and the numbers above it.

package import Evidence
package import Intervals
import LinearAlgebra
import Reference
package import ToyModel

/// A mutable copy of ``/ToyModel/RiskBounds``.
package struct FoundBounds: Sendable {
  package var linear: Double
  package var floor: Double
  package var even: Double
  package var odd: Double
  package var bilevel: Double
  package var gain: Double?
  package var window: ClosedRange<Int>?

  package init(_ bounds: RiskBounds) {
    linear = bounds.linear
    floor = bounds.floor
    even = bounds.even
    odd = bounds.odd
    bilevel = bounds.bilevel
    gain = bounds.floorGain?.value
    window = bounds.floorWindow
  }
}

package struct FloorProposition: Claim {
  package let id = "floor"
  package let exposition = Exposition(
    title: "No algorithm with k rows is better than F",
    statement: [
      """
      Let w = γ + σ², t* = γ/w, m = n − k, with γ in descending order. The gap of a set M of m directions is \
      the least cost of one common gain for them; with the arithmetic mean A and the harmonic mean H of w \
      over M it is
      """,
      .formula("gap(M) = min_c ½ Σ_M w(c−t*)² = (mσ⁴/2)(1/H − 1/A),   at c* = 1 − σ²/A"),
      "Four numbers lie above the best linear risk L₀ = ½ Σ γσ²/w:",
      .formula(
        """
        F = L₀ + min gap         over all sets M; some window of neighbours is best
        E = L₀ + gap             of the m largest γ
        E⁻ = L₀ + gap            of the m smallest γ
        B = L₀ + (σ⁴/2) Σ 1/w    over the m largest γ: bilevel learning
        """),
      "They are in the order L₀ ≤ F ≤ min(E, E⁻), E ≤ B, and, for the m largest γ,",
      .formula("B − E = mσ⁴/(2A)"),
      """
      For m ≥ 1 F = L₀ if and only if some eigenvalue has multiplicity m or more, E = L₀ if and only if the m \
      largest γ are equal, F = E if and only if they have the least gap, and always E < B.
      """,
      """
      No T = f(RᵀR) has a risk below F, for any f, even one that depends on R: no algorithm that acts \
      on one R with k rows, at any depth and with any parameters. It suffices that T and Tᵀ are c times the \
      identity on a subspace of dimension m.
      """,
    ],
    assumptions: ["R is a real k × n matrix, 1 ≤ k ≤ n; σ > 0; the risk is the expectation."],
    limits: [
      "For k = n all numbers are L₀; for k = n − 1 all but B are.",
      "E⁻ may exceed B, for directions of which the smallest γ differ much.",
      "Different R in different layers are another matter: there depth buys rank.",
      """
      An empirical risk may be lower where the cross-covariance of data and observations does not commute \
      with the covariance of the observations.
      """,
    ],
    sources: [
      .proofFloor, .proofFourNumbers, .proofGap, .proofWindows, .proofBilevel, .proofEvenAndOdd,
    ],
    example: { .floor() },
    figure: "floor",
    commands: [
      "printf '3\\n1.2\\n0.5\\n0.1\\n' > spectrum.csv; toy risk --data spectrum.csv --k 2 --sigma 0.9 "
        + "--depth 2,3 --bounds"
    ],
    declarations: ["RiskBounds"])
  package let domain =
    "every set of m directions for n ≤ 6; every window for n ≤ 60 in blocks; dense T that do not commute "
    + "with C, n ≤ 6"

  /// The numbers as the program computes them.
  package var bounds:
    @Sendable (_ spectrum: Spectrum, _ noise: Double, _ rows: Int) -> FoundBounds = {
      FoundBounds(RiskBounds(spectrum: $0, noiseVariance: $1, rows: $2))
    }
  /// B − E, by Σγ over the m largest and mσ².
  package var advantage: @Sendable (_ energy: Interval, _ noise: Interval) -> Interval = {
    0.5 * $1.squared / ($0 + $1)
  }

  /// Whether F = L₀, by γ in descending order and m ≥ 1.
  package var isFloorLinear: @Sendable (_ eigenvalues: [Double], _ count: Int) -> Bool = {
    eigenvalues, count in
    eigenvalues.contains { value in eigenvalues.count { $0 == value } >= count }
  }
  /// Whether E = L₀, likewise.
  package var isEvenLinear: @Sendable (_ eigenvalues: [Double], _ count: Int) -> Bool = {
    $0[0] == $0[$1 - 1]
  }
  /// Whether F = E, likewise with σ².
  package var isFloorEven:
    @Sendable (_ eigenvalues: [Double], _ count: Int, _ noise: Double) -> Bool = {
      eigenvalues, count, noise in
      func gap(_ start: Int) -> Double {
        let window = eigenvalues[start..<start + count]
        let mean = window.reduce(0, +) / Double(count) + noise
        return window.reduce(0) {
          let distance = ($1 + noise - mean) / mean
          return $0 + distance * distance / ($1 + noise)
        }
      }
      let least = (0...eigenvalues.count - count).map(gap).min() ?? 0
      return gap(0) <= least * (1 + 1e-12)
    }

  package func checks(_ scope: CheckScope) throws(EvidenceError) -> [Check] {
    [
      // A quotient of polynomials of degree at most 2, decided by 9 pairs of whole numbers.
      try .exhaustive(
        "B − E = mσ⁴/(2A), as an identity in Σγ and mσ²",
        (0..<9).map {
          ParameterPoint([.sigma: Double($0 / 3 + 1), .theta: Double($0 % 3)])
        }
      ) { point in
        let (noise, energy) = (Interval(point[.sigma]), Interval(point[.theta]))
        let total = energy + noise
        let left = (0.5 * noise * total - 0.5 * energy * noise)
        let right = advantage(energy, noise) * total
        return (left - right).contains(0)
          ? nil : "B − E is \((left / total).middle), the formula \((right / total).middle)"
      },
      try .exhaustive(
        "every set of m directions against the best window, for n ≤ 6", Self.lists,
        command: Self.command
      ) { violation($0) },
      try .exhaustive(
        "F = L₀, E = L₀ and F = E in the cases named, and in no others, for n ≤ 6", Self.lists,
        command: Self.command
      ) { equalityViolation($0) },
      try .sampled(
        "random spectra, by every set of directions", cases: scope.samples / 20, in: scope,
        id, 1,
        point: { (draws) throws(EvidenceError) in
          try draws.spectrumPoint(scope, dimensions: 1...6)
        }, isLegal: \.isSetting, command: Self.command
      ) { violation($0) },
      try .sampled(
        "blocks of equal γ, by every window", cases: scope.samples / 50, in: scope, id, 2,
        point: { (draws) throws(EvidenceError) in try blocks(&draws, scope) },
        isLegal: { $0.isSetting && $0.n <= 60 }, command: Self.command
      ) { windowViolation($0) },
      try .sampled(
        "dense T, c on m directions: none is below F, and one has it",
        cases: scope.samples / 20, in: scope, id, 3,
        point: { (draws) throws(EvidenceError) in
          try draws.spectrumPoint(scope, dimensions: 1...6)
        }, isLegal: { $0.isSetting && $0.n <= 6 }, command: Self.command
      ) { (point) throws(EvidenceError) in try matrixViolation(point) },
    ]
  }

  private static func command(_ point: ParameterPoint) -> String {
    point.riskCommand("--depth 3 --algorithm steps")
  }

  /// All descending lists of up to 6 of four energies, with every k.
  private static var lists: [ParameterPoint] {
    let energies = [0, 0.3, 2, 9]
    var lists: [[Double]] = [[]]
    var points: [ParameterPoint] = []
    for n in 1...6 {
      lists = lists.flatMap { list in
        energies.filter { $0 <= list.last ?? .infinity }.map { list + [$0] }
      }
      for list in lists {
        for k in 1...n {
          points.append(ParameterPoint([.k: Double(k), .sigma: 0.75], eigenvalues: list))
        }
      }
    }
    return points
  }

  /// Few blocks of equal eigenvalues.
  private func blocks(
    _ draws: inout Sampler, _ scope: CheckScope
  ) throws(EvidenceError) -> ParameterPoint {
    var eigenvalues: [Double] = []
    for _ in 0..<draws.integer(1...5) {
      let energy = draws.integer(0...4) == 0 ? 0 : draws.logarithmic(1e-3...1e2)
      eigenvalues += Array(repeating: energy, count: draws.integer(1...12))
    }
    return ParameterPoint(
      [
        .k: Double(draws.integer(1...eigenvalues.count)),
        .sigma: draws.logarithmic(try scope.range(.sigma, 0.01...10, legal: 1e-4...1e4)),
      ], eigenvalues: eigenvalues.sorted(by: >))
  }

  private func violation(_ point: ParameterPoint) -> String? {
    let exact = EnclosedBounds(
      point.eigenvalues, noise: Interval(point.noiseVariance), rows: point.k)
    let found = bounds(point.spectrum, point.noiseVariance, point.k)
    if let wrong = difference("L₀", found.linear, from: exact.linear)
      ?? difference("F", found.floor, from: exact.floor)
      ?? difference("E", found.even, from: exact.even)
      ?? difference("E⁻", found.odd, from: exact.odd)
      ?? difference("B", found.bilevel, from: exact.bilevel)
      ?? difference(
        "B − E", found.bilevel - found.even, from: exact.advantage, scale: found.bilevel)
    {
      return wrong
    }
    // Sums of the same terms in another order differ in the last bit.
    let floor = found.floor * (1 - 1e-15)
    guard found.linear <= found.floor, floor <= found.even, floor <= found.odd,
      found.even <= found.bilevel
    else { return "the order is \(found)" }
    if point.k == point.n, found.bilevel > found.linear { return "B is above L₀ for k = n" }
    if point.k >= point.n - 1, max(found.even, found.odd) > found.linear * (1 + 1e-14) {
      return "E = \(found.even) and E⁻ = \(found.odd) are not L₀ = \(found.linear)"
    }
    return windowViolation(point, found, exact)
  }

  private func equalityViolation(_ point: ParameterPoint) -> String? {
    let (gammas, m) = (point.eigenvalues, point.n - point.k)
    guard m > 0 else { return nil }
    let found = bounds(point.spectrum, point.noiseVariance, point.k)
    // On these lists numbers that differ do so by far more than rounding.
    func isEqual(_ first: Double, _ second: Double) -> Bool {
      abs(first - second) <= 1e-12 * found.bilevel
    }
    for (name, isExpected, isFound) in [
      ("F = L₀", isFloorLinear(gammas, m), isEqual(found.floor, found.linear)),
      ("E = L₀", isEvenLinear(gammas, m), isEqual(found.even, found.linear)),
      ("F = E", isFloorEven(gammas, m, point.noiseVariance), isEqual(found.floor, found.even)),
      ("E = B", false, isEqual(found.even, found.bilevel)),
    ] where isExpected != isFound {
      return "\(name) is \(isFound), and should be \(isExpected)"
    }
    return nil
  }

  /// Whether the window has the least gap, with its gain.
  private func windowViolation(
    _ point: ParameterPoint, _ found: FoundBounds, _ exact: EnclosedBounds
  ) -> String? {
    guard point.k < point.n else { return found.window == nil ? nil : "k = n forces nothing" }
    guard let window = found.window, let gain = found.gain, window.count == point.n - point.k,
      window.lowerBound >= 1, window.upperBound <= point.n
    else { return "the best window is said to be \(String(describing: found.window))" }
    let members = Set(window.map { $0 - 1 })
    return difference("the risk of the window", found.floor, from: exact.risk(forcing: members))
      ?? difference("c*", gain, from: exact.gain(members))
  }

  private func windowViolation(_ point: ParameterPoint) -> String? {
    let exact = EnclosedBounds(
      point.eigenvalues, noise: Interval(point.noiseVariance), rows: point.k)
    let found = bounds(point.spectrum, point.noiseVariance, point.k)
    return difference("F", found.floor, from: exact.floorOfWindows)
      ?? windowViolation(point, found, exact)
  }

  /// T = cI on m directions of a basis, and anything between the others.
  private func matrixViolation(_ point: ParameterPoint) throws(EvidenceError) -> String? {
    let found = bounds(point.spectrum, point.noiseVariance, point.k)
    let (n, m) = (point.n, point.n - point.k)
    let size = point.eigenvalues.reduce(point.noiseVariance, +)
    var draws = point.sampler()
    for attempt in 0..<4 {
      // The first basis is that of the data, the others are turned away from it more and more.
      let window = found.window.map { Set($0.map { $0 - 1 }) } ?? []
      let order = window.sorted() + (0..<n).filter { !window.contains($0) }
      var basis = Matrix(repeating: 0, rows: n, columns: n)
      for (column, row) in order.enumerated() { basis[row, column] = 1 }
      if attempt > 0 {
        let turned = draws.matrix(n, n, scale: attempt == 1 ? 0.01 : attempt == 2 ? 0.1 : 10)
        basis = DenseDenoiser.orthonormalized(basis.adding(turned))
      }
      let isExact = attempt == 0
      let gain =
        found.gain.map { isExact ? $0 : $0 + 0.02 * draws.normal() } ?? 0
      // In the basis: c on the first m, the best block on the others, changed a little.
      let rotated = basis.transposed.multiplied(by: Matrix(diagonal: point.eigenvalues))
        .multiplied(by: basis)
      var middle = Matrix(repeating: 0, rows: n, columns: n)
      for index in 0..<m { middle[index, index] = gain }
      let block = try factorized(
        DenseDenoiser.wiener(rotated, from: m, noiseVariance: point.noiseVariance))
      for row in m..<n {
        for column in m..<n {
          middle[row, column] =
            block[row - m, column - m] + (isExact ? 0 : 0.01 * draws.normal())
        }
      }
      let denoiser = basis.multiplied(by: middle).multiplied(by: basis.transposed)
      let risk = DenseDenoiser.risk(
        denoiser, eigenvalues: point.eigenvalues, noiseVariance: point.noiseVariance)
      let slack = 1e-13 * size
      if risk < found.floor - slack { return "some T has the risk \(risk), below \(found.floor)" }
      if isExact, risk > found.floor + slack {
        return "the best T has the risk \(risk), above \(found.floor)"
      }
    }
    return nil
  }
}
