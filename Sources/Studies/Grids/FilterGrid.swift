// The filters of `expressivity` and `realize`.

import Files
package import ToyModel

/// One filter with the family it belongs to.
package struct FilterChoice: Sendable {
  package let family: DenoiserFamily
  package let filter: any BranchedFilter

  /// The step size; nil where there is none.
  package var stepSize: Double? { family.algorithm.hasStepSize ? family.step?.value : nil }

  /// The depth; nil for bilevel.
  package var depth: Int? { family.depth }

  /// The filter of a family.
  ///
  /// - Precondition: The family has a filter: it has a regularizer, and no parameter is learned.
  fileprivate init(_ family: DenoiserFamily) {
    guard let filter = family.filter else { preconditionFailure("no filter for \(family)") }
    self.family = family
    self.filter = filter
  }
}

/// Filters by number, created on demand.
package struct FilterGrid: Sendable, RandomAccessCollection {
  /// The families, each of which has a filter.
  package let families: FamilyGrid

  package var startIndex: Int { 0 }
  package var endIndex: Int { families.endIndex }

  package subscript(position: Int) -> FilterChoice { FilterChoice(families[position]) }

  /// Reads families, algorithms, depths and parameters, each of them a list or grid, of which none is learned.
  ///
  /// - Parameter texts: The texts of the options.
  /// - Throws: ``StudyError/illegal(_:)``.
  package init(_ texts: ParameterTexts) throws(StudyError) {
    families = try FamilyGrid(texts, among: FamilyGrid.Name.ofRegularizers)
    for block in families.blocks {
      for (parameter, choices) in zip(block.algorithm.entry.parameters, block.choices)
      where choices.contains(.learned) {
        throw .illegal(
          texts.given(parameter.option) == nil
            ? "--algorithm \(block.algorithm.name) needs \(parameter.option): this command takes \(parameter.plural), none "
              + "is learned"
            : "\(parameter.option) learned: this command needs \(parameter.plural)")
      }
    }
    try families.requireFewPairs()
  }
}

extension FilterGrid {
  /// The only filter of the list, for work on a single matrix.
  ///
  /// - Throws: ``StudyError/illegal(_:)`` for more than one, and if f(0) overflows.
  package func single(for command: String) throws(StudyError) -> FilterChoice {
    guard count == 1 else {
      throw .illegal("\(command) needs one family, depth and step size, not \(count)")
    }
    guard self[0].filter.forcedGain.value.isFinite else {
      throw .illegal(
        "--depth \(self[0].depth ?? 0) and --omega \(self[0].stepSize ?? 0): f(0) exceeds double "
          + "precision")
    }
    return self[0]
  }
}

extension FilterGrid {
  /// Refuses depths at which an algorithm is not a filter for R ∈ ℝᵏˣⁿ.
  ///
  /// - Throws: ``StudyError/illegal(_:)``.
  package func requireFilters(dimension: Int, rows: Int) throws(StudyError) {
    for block in families.blocks {
      guard let depth = block.depths.min() else { continue }
      if let objection = block.algorithm.entry.objection(
        depth: depth, dimension: dimension, rows: rows)
      {
        throw .illegal(objection)
      }
    }
  }
}
