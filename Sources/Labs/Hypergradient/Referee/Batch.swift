// Wrong gradients of one family.

import LinearAlgebra

/// A step size by the name under which people choose it.
struct NamedStep: Sendable, Equatable {
  /// The name, such as `1/L`.
  let name: String
  /// The size at every point.
  let sizes: [Double]
  /// Whether it is one of a grid, not of a name, so that it counts as fitted.
  var isFree = false
}

/// Wrong gradients of one family that differ in a number, one per column.
struct Batch: Sendable {
  let family: Family
  /// The gradients at all points, one point below the other, one member a column; members that do not exist are NaN.
  let vectors: Matrix
  /// The number that tells the members apart; nil for a single member.
  var counts: [Int]?
  /// A second number.
  var seconds: [Int]?
  /// The step size; nil where there is none.
  var step: NamedStep?
  /// The number of faults.
  var faults = 1
  /// The number of fitted real numbers.
  var reals = 0
  /// The support of every member, for the Lasso at one point.
  var supports: [SupportStatus]?
  /// Whether the members are at the user's θ and θ is not a fault.
  var isSolved = false
}

/// A member of a batch by what tells it apart.
struct Hypothesis: Sendable, Equatable {
  let family: Family
  var count: Int?
  var second: Int?
  /// The step size by its name; for a fitted one its value.
  var stepName: String?
  var stepSize: Double?
  var support: SupportStatus?
  /// Whether the point is the user's θ and θ is not a fault.
  var isSolved = false

  init(_ family: Family) { self.family = family }

  /// A member of a batch.
  init(_ batch: Batch, _ index: Int) {
    family = batch.family
    count = batch.counts?[index]
    second = batch.seconds?[index]
    stepName = batch.step?.name
    if let sizes = batch.step?.sizes, sizes.count == 1 || batch.step?.isFree == true {
      stepSize = sizes[0]
    }
    support = batch.supports?[index]
    isSolved = batch.isSolved
  }

  /// Families of one group are not rivals: they name the same fault.
  var group: Family { isSolved ? family.atSolution.group : family.group }

  /// The causes, for scripts.
  var causes: [Cause] { (isSolved ? family.atSolution : family).causes }

  /// A description of the faults, for readers.
  var statement: String {
    let text = family.statement(count: count, second: second, step: stepName)
    guard let support else { return text }
    return "\(text); \(support.statement)"
  }
}
