// The parts of a judgement of the referee, each as a program would call it; the benchmark times them.

package import LabKit
package import LinearAlgebra

/// The truth, the bank and the verdict for a regression with one penalty ½e^λ z² for each feature and F on validation
/// data.
package struct JudgementParts: Sendable {
  /// X and y, V and w.
  private let training, validation: (design: Matrix, labels: [Double])
  private let isLogistic: Bool
  private let lambda: [Double]
  private static let tolerance = 1e-5
  /// The families of the sample, each with its number of members.
  private static let sampled: [(family: Family, members: Int)] = [
    (.cg, 6), (.neumann, 20), (.unrolled, 20), (.innerDescent, 20), (.unrolledAccelerated, 20),
    (.innerAccelerated, 20), (.truncated, 20), (.innerAndCG, 6),
  ]

  /// States the problem.
  ///
  /// - Parameters:
  ///   - isLogistic: Whether the loss is logistic; if not, it is the loss of ridge regression.
  ///   - training: X, n × d, and y, n numbers; ±1 for a logistic loss.
  ///   - validation: V, m × d, and w, m numbers.
  ///   - lambda: λ, d numbers.
  package init(
    isLogistic: Bool, training: (design: Matrix, labels: [Double]),
    validation: (design: Matrix, labels: [Double]), lambda: [Double]
  ) {
    self.isLogistic = isLogistic
    self.training = training
    self.validation = validation
    self.lambda = lambda
  }

  private func levels() throws(LabError) -> BilevelProblem<Level, Level> {
    func loss(_ data: (design: Matrix, labels: [Double])) throws(LabError) -> Loss {
      isLogistic
        ? .logistic(try LogisticLoss(design: data.design, classes: data.labels))
        : .quadratic(try QuadraticForm(design: data.design, targets: data.labels))
    }
    let p = lambda.count
    return BilevelProblem(
      lower: Level(
        loss: try loss(training), coupling: .squares(Array(0..<p)), parameterCount: p),
      upper: Level(loss: try loss(validation), coupling: nil, parameterCount: p))
  }

  private func truth(_ levels: BilevelProblem<Level, Level>) throws(LabError) -> Truth {
    try Truth(levels, at: lambda, tolerance: Self.tolerance)
  }

  /// The certified gradient ∇h, computed from the data.
  ///
  /// - Returns: d numbers.
  /// - Throws: ``LabError/failed(_:)`` where it cannot be certified.
  package func gradient() throws(LabError) -> [Double] {
    let truth = try truth(levels())
    guard truth.status == .certified else {
      throw .failed("the gradient: \(truth.status.rawValue)")
    }
    return truth.gradient
  }

  /// The problem with its certified gradient, for which a bank can be built.
  ///
  /// - Returns: The problem.
  /// - Throws: As ``gradient()``.
  package func prepared() throws(LabError) -> Prepared {
    let levels = try levels()
    return Prepared(levels: levels, truth: try truth(levels))
  }

  /// A problem with its certified gradient.
  package struct Prepared: Sendable {
    fileprivate let levels: BilevelProblem<Level, Level>
    fileprivate let truth: Truth

    /// Builds the whole bank of wrong gradients.
    ///
    /// - Returns: The referee with its bank.
    /// - Throws: ``LabError/failed(_:)`` where eigenvalues do not converge.
    package func referee() throws(LabError) -> Filled {
      var referee = try Referee(levels, [truth], tolerance: JudgementParts.tolerance)
      referee.fill()
      return Filled(referee: referee)
    }
  }

  /// A referee with the whole bank.
  package struct Filled: Sendable {
    fileprivate let referee: Referee

    /// The number of wrong gradients.
    package var count: Int { referee.bank?.count ?? 0 }

    /// A sample of them for comparison, one per row: the first members of several families with the step 1/L, scaled to
    /// length 1.
    package var sample: Matrix {
      let batches = referee.bank?.batches ?? []
      var rows: [Double] = []
      for (family, members) in JudgementParts.sampled {
        guard
          let batch = batches.first(where: {
            $0.family == family && $0.step.map { $0.name == "1/L" } ?? true
              && (family != .truncated || $0.counts?.first == 50)
              && (family != .innerAndCG || $0.counts?.first == 20)
          })
        else { continue }
        for member in 0..<min(members, batch.vectors.columns) {
          let vector = batch.vectors.column(member)
          let length = norm(vector)
          // The first unrolled gradient is 0.
          rows += vector.map { length > 0 ? $0 / length : 0 }
        }
      }
      let width = batches.first?.vectors.rows ?? 1
      return Matrix(rows: rows.count / width, columns: width, rowMajor: rows)
    }

    /// Judges a gradient.
    ///
    /// - Parameter gradient: d numbers.
    /// - Returns: The first number of the best explanation, such as a number of iterations, and the digits that it
    ///   explains; nil if no explanation is named.
    package func judge(_ gradient: [Double]) -> (count: Int, digits: Double)? {
      var referee = referee
      guard let match = referee.judge([gradient]).ties.first else { return nil }
      return (match.hypothesis.count ?? 0, match.digits)
    }
  }
}
