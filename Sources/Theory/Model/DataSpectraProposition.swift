// The spectra of the data models.

import Certified
package import Evidence
import Intervals
package import LinearAlgebra
import Reference
package import ToyModel

package struct DataSpectraProposition: Claim {
  package let id = "data-spectra"
  package let exposition = Exposition(
    title: "The second moments of the data",
    statement: [
      "All that the risk sees of the signal is C = E[yyᵀ]. Its eigenvalues are",
      .formula(
        """
        constant signals y = λ𝟏   n(μ²+θ²) on 𝟏, and 0 beside it
        independent entries        nμ²+θ² on 𝟏, and θ² beside it
        frames that are given      those of the mean of yyᵀ over the frames
        """),
      """
      with E λ = μ and Var λ = θ² in the first model, and this mean and variance of every entry in the \
      second.
      """,
    ],
    assumptions: ["The signal has finite second moments."],
    limits: [
      "C contains the mean: for θ = 0 a constant signal still has the eigenvalue nμ².",
      "Signals with the same C have the same risks, however their distributions differ.",
      "Eigenvalues measured from frames have their own errors; those at rounding level count as 0.",
    ],
    sources: [.talkData, .talkGeneralData, .paperModel],
    example: { .dataSpectra() },
    commands: [
      "toy risk --n 10 --k 5 --depth 2 --spectrum",
      "toy risk --n 10 --k 5 --depth 2 --data iid --spectrum",
    ],
    declarations: ["DataModel", "Spectrum", "PrincipalBasis"])
  package let domain =
    "two-point distributions of the entries of y, all outcomes, n from 1 to 7, μ from −3 to 3, θ from 0 "
    + "to 3; n up to 10¹² in interval arithmetic; random measured C"

  /// The spectrum of a data model.
  package var spectrum: @Sendable (_ model: DataModel) -> Spectrum = \.spectrum
  /// The spectrum of a measured C.
  package var measured: @Sendable (_ matrix: Matrix) throws(FactorizationError) -> Spectrum = {
    (matrix) throws(FactorizationError) in try DataModel.secondMoment(matrix).spectrum
  }
  /// Spectrum and eigenvectors of a measured C.
  package var basis: @Sendable (_ matrix: Matrix) throws(FactorizationError) -> PrincipalBasis = {
    (matrix) throws(FactorizationError) in try PrincipalBasis(matrix)
  }
  /// tr C.
  package var trace: @Sendable (_ spectrum: Spectrum) -> Double = \.trace

  package func checks(_ scope: CheckScope) throws(EvidenceError) -> [Check] {
    let sizes = try scope.integers(.n, 1...7)
    let wide = try scope.range(.n, 1...1e12)
    let means = try scope.range(.mu, -3...3, legal: -1e6...1e6)
    let spreads = try scope.range(.theta, 0...3, legal: 0...1e6)
    func point(_ draws: inout Sampler) -> ParameterPoint {
      var point = ParameterPoint([.n: Double(draws.element(sizes)), .mu: draws.uniform(means)])
      // Occasionally one of the two is 0.
      point[.theta] =
        draws.integer(0...7) == 0 ? spreads.lowerBound : draws.uniform(spreads)
      return point
    }
    func isLegal(_ point: ParameterPoint) -> Bool {
      sizes.contains(point.n) && means.contains(point[.mu]) && spreads.contains(point[.theta])
    }
    return [
      try .sampled(
        "the moments of all outcomes, decomposed by LAPACK", cases: scope.samples / 8,
        in: scope, id, point: point, isLegal: isLegal,
        violation: { (point) throws(EvidenceError) in
          for (name, model, moment) in Self.moments(point) {
            let spectrum = spectrum(model)
            let values = try factorized(DenseDenoiser.eigenvalues(moment))
            let scale = Double(point.n) * 1e-14 * (values.last ?? 0)
            let mine = Self.expanded(spectrum)
            guard mine.count == point.n else { return "\(name): n is \(mine.count)" }
            for (eigenvalue, other) in zip(mine, values.reversed())
            where !(abs(eigenvalue - other) <= scale) {
              return "\(name): an eigenvalue is \(eigenvalue), that of C is \(other)"
            }
            if let finding = difference(
              "\(name): the trace", trace(spectrum), from: moment.trace, tolerance: 1e-14)
            {
              return finding
            }
          }
          return nil
        }),
      try .sampled(
        "eigenvalues and trace in interval arithmetic, n up to 10¹²", cases: scope.samples,
        in: scope, id, 1,
        point: { draws in
          var point = point(&draws)
          point[.n] = draws.logarithmic(wide).rounded()
          return point
        },
        isLegal: {
          $0.n >= 1 && means.contains($0[.mu]) && spreads.contains($0[.theta])
        },
        violation: { enclosureViolation($0) }),
      try .sampled(
        "a measured C", cases: scope.samples / 8, in: scope, id, 2,
        point: { draws in ParameterPoint(eigenvalues: draws.eigenvalues(draws.element(sizes))) },
        isLegal: { sizes.contains($0.n) },
        violation: { (point) throws(EvidenceError) in try measuredViolation(point) }),
      try .sampled(
        "equal eigenvalues are counted together, in descending order", cases: scope.samples / 8,
        in: scope, id, 3,
        point: { draws in ParameterPoint(eigenvalues: draws.eigenvalues(draws.element(sizes))) },
        isLegal: { sizes.contains($0.n) },
        violation: { point in
          let spectrum = spectrum(
            .spectrum(Spectrum(eigenvalues: point.eigenvalues.shuffledByOwnDraws(point))))
          let values = spectrum.groups.map(\.eigenvalue)
          guard zip(values, values.dropFirst()).allSatisfy({ $0 > $1 }) else {
            return "the groups are \(values)"
          }
          if spectrum.dimension != point.n || Self.expanded(spectrum) != point.eigenvalues {
            return "n is \(spectrum.dimension), the eigenvalues are \(Self.expanded(spectrum))"
          }
          let sum = point.eigenvalues.reduce(Interval.zero) { $0 + Interval($1) }
          return difference("the trace", trace(spectrum), from: sum, tolerance: 1e-15)
        }),
    ]
  }

  /// The eigenvalues one by one, in descending order.
  private static func expanded(_ spectrum: Spectrum) -> [Double] {
    spectrum.groups.flatMap { Array(repeating: $0.eigenvalue, count: $0.multiplicity) }
  }

  /// E yyᵀ over all outcomes of two-point distributions, μ ± θ.
  private static func moments(_ point: ParameterPoint) -> [(name: String, model: DataModel, Matrix)]
  {
    let (n, mu, theta) = (point.n, point[.mu], point[.theta])
    func moment(_ outcomes: [[Double]]) -> Matrix {
      var result = Matrix(repeating: 0, rows: n, columns: n)
      for y in outcomes {
        for column in 0..<n {
          for row in 0..<n { result[row, column] += y[row] * y[column] / Double(outcomes.count) }
        }
      }
      return result
    }
    let alike = [mu - theta, mu + theta].map { Array(repeating: $0, count: n) }
    let independent = (0..<1 << n).map { bits in
      (0..<n).map { bits >> $0 & 1 == 1 ? mu + theta : mu - theta }
    }
    return [
      ("constant signals", .constant(n: n, mu: mu, theta: theta), moment(alike)),
      ("independent entries", .independent(n: n, mu: mu, theta: theta), moment(independent)),
    ]
  }

  private func enclosureViolation(_ point: ParameterPoint) -> String? {
    let (n, mu, theta) = (point.n, point[.mu], point[.theta])
    let (mean, spread) = (Interval(mu).squared, Interval(theta).squared)
    let models: [(name: String, model: DataModel, first: Interval, rest: Interval)] = [
      (
        "constant signals", .constant(n: n, mu: mu, theta: theta),
        Interval(n) * (mean + spread), .zero
      ),
      (
        "independent entries", .independent(n: n, mu: mu, theta: theta),
        Interval(n) * mean + spread, spread
      ),
    ]
    for (name, model, first, rest) in models {
      let mine = spectrum(model)
      let certified = CertifiedSpectrum(model)
      guard mine.dimension == n, certified.dimension == n else {
        return "\(name): n is \(mine.dimension)"
      }
      let sum = first + Interval(n - 1) * rest
      let last = mine.groups[mine.groups.count - 1]
      if let finding = difference("\(name): γ₁", mine.groups[0].eigenvalue, from: first)
        ?? (n > 1 ? difference("\(name): γ₂", last.eigenvalue, from: rest) : nil)
        ?? difference("\(name): the trace", trace(mine), from: sum)
      {
        return finding
      }
      if certified.groups[0].eigenvalue.isDisjoint(from: first)
        || (n > 1 && certified.groups[certified.groups.count - 1].eigenvalue.isDisjoint(from: rest))
        || certified.trace.isDisjoint(from: sum)
      {
        return "\(name): the enclosures of γ or of the trace are wrong"
      }
    }
    return nil
  }

  private func measuredViolation(_ point: ParameterPoint) throws(EvidenceError) -> String? {
    var draws = point.sampler()
    let vectors = try draws.basis(point.n)
    let matrix = DenseDenoiser.symmetric(point.eigenvalues, vectors)
    let spectrum = try factorized(measured(matrix))
    let principal = try factorized(basis(matrix))
    let scale = Double(point.n) * 1e-14 * point.eigenvalues[0]
    for (name, list) in [
      ("an eigenvalue", Self.expanded(spectrum)),
      ("an eigenvalue of the basis", Self.expanded(principal.spectrum)),
    ] {
      guard list.count == point.n else { return "n is \(list.count)" }
      for (value, expected) in zip(list, point.eigenvalues) {
        if !(abs(value - expected) <= scale) { return "\(name) is \(value), not \(expected)" }
        if expected == 0 && value != 0 { return "\(name) is \(value), which is rounding of 0" }
      }
    }
    // C v = γv, column by column, and orthonormal columns.
    let image = matrix.multiplied(by: principal.vectors)
    let scaled = principal.vectors.multiplied(by: Matrix(diagonal: point.eigenvalues))
    return difference(
      "C v − γ v", image, from: scaled, tolerance: 1e-13, scale: point.eigenvalues[0])
      ?? difference(
        "VᵀV", principal.vectors.gram(), from: .identity(point.n), tolerance: 1e-13)
  }
}

extension [Double] {
  /// The entries in an order that is determined by the parameter point.
  fileprivate func shuffledByOwnDraws(_ point: ParameterPoint) -> [Double] {
    var draws = point.sampler()
    return shuffled(using: &draws.generator)
  }
}
