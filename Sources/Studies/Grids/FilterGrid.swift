// The filters that expressivity and realize speak of.

import Files
package import ToyModel

/// One filter with the family it belongs to.
package struct FilterChoice: Sendable {
  package let family: DenoiserFamily
  package let filter: any SpectralFilter

  /// The step size; nil for bilevel.
  package var stepSize: Double? {
    guard case .unrolled(_, .fixed(let omega)) = family else { return nil }
    return omega
  }

  /// The depth; nil for bilevel.
  package var depth: Int? {
    guard case .unrolled(let depth, _) = family else { return nil }
    return depth
  }

  /// The filter of a family that has one.
  ///
  /// - Precondition: the family is bilevel, or unrolled with a fixed step size.
  fileprivate init(_ family: DenoiserFamily) {
    self.family = family
    if case .unrolled(let depth, .fixed(let stepSize)) = family {
      filter = UnrolledFilter(depth: depth, stepSize: stepSize)
    } else {
      filter = BilevelFilter()
    }
  }
}

/// Filters by number, made when they are asked for.
package struct FilterGrid: Sendable, RandomAccessCollection {
  /// The families, each of which has a filter.
  package let families: FamilyGrid

  package var startIndex: Int { 0 }
  package var endIndex: Int { families.endIndex }

  package subscript(position: Int) -> FilterChoice { FilterChoice(families[position]) }

  /// Reads families, depths and step sizes, each of them a list or grid, of which none is learned.
  ///
  /// - Parameters:
  ///   - names: The families.
  ///   - depths: N.
  ///   - steps: ω.
  /// - Throws: ``StudyError/illegal(_:)``.
  package init(names: String, depths: String, steps: String) throws(StudyError) {
    _ = try FamilyGrid.names(names, among: FamilyGrid.Name.ofRegularizers)
    families = try FamilyGrid(names: names, depths: depths, steps: steps)
    guard !families.names.contains(.unrolled) || !families.rules.contains(.learned) else {
      throw .illegal("--omega learned: this command needs step sizes")
    }
    try families.requireFewPairs()
  }
}

extension FilterGrid {
  /// The only filter of the list, for work on one matrix.
  ///
  /// - Throws: ``StudyError/illegal(_:)`` for more than one, and where f(0) overflows.
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
