// The verdict on membership of T, in words and as data.

package import LinearAlgebra
package import Report
package import ToyModel

extension ExpressivityViolation {
  /// A fixed name for programs.
  package var name: String {
    switch self {
    case .notSymmetric: "not symmetric"
    case .tooFewForcedEigenvalues: "too few forced eigenvalues"
    case .eigenvalueBelowImage, .eigenvalueAboveImage: "eigenvalue outside the image"
    }
  }

  /// The size of the violation: a distance, or a number of missing eigenvalues.
  package var amount: Double {
    switch self {
    case .notSymmetric(let difference, _, _): difference
    case .tooFewForcedEigenvalues(let found, let needed, _): Double(needed - found)
    case .eigenvalueBelowImage(_, let lowest, let bound, _): bound - lowest
    case .eigenvalueAboveImage(_, let highest, let bound): highest - bound
    }
  }

  /// A sentence with the numbers.
  package var message: String {
    switch self {
    case .notSymmetric(let difference, let row, let column):
      "\(name): entries (\(row + 1), \(column + 1)) and (\(column + 1), \(row + 1)) differ by "
        + "\(difference)"
    case .tooFewForcedEigenvalues(let found, let needed, let forced):
      "\(name): f(0) = \(forced) is an eigenvalue \(found) times; n − k = \(needed) times are required"
    case .eigenvalueBelowImage(let count, let lowest, let bound, let isBoundIncluded):
      switch (isBoundIncluded, count) {
      case (true, 1): "\(name): \(lowest) is below \(bound) by \(amount)"
      case (true, _):
        "\(name): \(count) eigenvalues are below \(bound), the lowest, \(lowest), by \(amount)"
      case (false, 1): "\(name): \(lowest) is not above \(bound), which no R reaches"
      case (false, _):
        "\(name): \(count) eigenvalues are not above \(bound), which no R reaches; the lowest is \(lowest)"
      }
    case .eigenvalueAboveImage(1, let highest, let bound):
      "\(name): \(highest) is above \(bound) by \(amount)"
    case .eigenvalueAboveImage(let count, let highest, let bound):
      "\(name): \(count) eigenvalues are above \(bound), the highest, \(highest), by \(amount)"
    }
  }
}

extension Membership {
  /// The verdict as data.
  package var json: [JSONValue.Member] {
    let violated = violations.map { violation in
      JSONValue.object([
        .init("condition", .text(violation.name)), .init("amount", .number(violation.amount)),
        .init("message", .text(violation.message)),
      ])
    }
    return [
      .init("member", .truth(isMember)), .init("violated", .array(violated)),
      .init("distance", .number(distance)), .init("nearest_attained", .truth(isNearestAttained)),
      .init("nearest", nearest.json),
    ]
  }

  /// The verdict in sentences.
  package var summary: String {
    guard !isMember else { return "T is in the set\n" }
    let conditions = violations.map { "  \($0.message)\n" }.joined()
    let nearest =
      isNearestAttained ? "the nearest member is" : "members come arbitrarily near to a matrix"
    return "T is not in the set\n\(conditions)\(nearest) \(distance) away in the Frobenius norm\n"
  }

  /// The columns of ``violationTable``.
  package static let violationColumns = ["member", "condition", "amount", "message"]

  /// One row per violated condition; one row for a member.
  package var violationTable: Table {
    var table = Table(columns: Self.violationColumns)
    for violation in violations {
      table.append([
        .truth(false), .text(violation.name), .number(violation.amount), .text(violation.message),
      ])
    }
    if isMember { table.append([.truth(true), .empty, .number(0), .empty]) }
    return table
  }
}

extension FilterChoice {
  /// The verdict on whether a filter can reach T, with the reasons if it cannot.
  ///
  /// - Parameters:
  ///   - matrix: T, n × n.
  ///   - rows: k, at most n.
  ///   - tolerance: The tolerance for equality, relative to ‖T‖.
  /// - Returns: The verdict.
  /// - Throws: ``StudyError/failed(_:)`` if the eigenvalues of T do not converge.
  package func membership(
    of matrix: Matrix, rows: Int, tolerance: Double
  ) throws(StudyError) -> Membership {
    let set = ExpressivitySet(filter: filter, dimension: matrix.rows, rows: rows)
    do {
      return try set.membership(of: matrix, tolerance: tolerance)
    } catch {
      throw .failed("the eigenvalues of T did not converge")
    }
  }
}

extension Realization {
  /// R and the accuracy with which it gives T, as data.
  package var json: JSONValue {
    .object([
      .init("member", .truth(true)), .init("relative_residual", .number(relativeResidual)),
      .init("residual", .number(residual)), .init("R", regularizer.json),
    ])
  }
}
