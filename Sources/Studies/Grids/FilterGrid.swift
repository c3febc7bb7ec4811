// The filters of `expressivity` and `realize`.

import Files
package import ToyModel

/// One filter with the family it belongs to.
package struct FilterChoice: Sendable {
  package let family: DenoiserFamily

  /// The step size; nil where there is none.
  package var stepSize: Double? { family.algorithm.hasStepSize ? family.step?.value : nil }

  /// The depth; nil for bilevel.
  package var depth: Int? { family.depth }

  /// f with its image and turning points.
  ///
  /// - Precondition: The grid was read for filters.
  /// - Complexity: That of creating the filter, which may list thousands of turning points: keep it.
  package var filter: any BranchedFilter {
    guard let filter = family.filter else { preconditionFailure("no filter for \(family)") }
    return filter
  }

  /// Only f and f′.
  package var values: any ScalarFilter {
    guard let values = family.values else { preconditionFailure("no filter for \(family)") }
    return values
  }
}

/// Filters by number, created on demand.
package struct FilterGrid: Sendable, RandomAccessCollection {
  /// The families, each of which has a filter.
  package let families: FamilyGrid

  package var startIndex: Int { 0 }
  package var endIndex: Int { families.endIndex }

  package subscript(position: Int) -> FilterChoice { FilterChoice(family: families[position]) }

  /// Creates the filters of families.
  ///
  /// - Parameter families: Families with a regularizer, of which none has a learned parameter.
  package init(_ families: FamilyGrid) {
    precondition(
      families.blocks.allSatisfy { block in
        block.algorithm.kind != .linear && !block.choices.joined().contains(.learned)
      }, "a family without a filter among \(families.names)")
    self.families = families
  }

  /// Reads families, algorithms, depths and parameters, each of them a list or grid, of which none is learned.
  ///
  /// - Parameters:
  ///   - texts: The texts of the options.
  ///   - use: The part of the algorithms that is needed.
  /// - Throws: ``StudyError/illegal(_:)``.
  package init(_ texts: ParameterTexts, for use: AlgorithmUse = .filter) throws(StudyError) {
    families = try FamilyGrid(texts, among: FamilyGrid.Name.ofRegularizers, for: use)
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
