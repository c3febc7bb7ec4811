// The columns that tables of risks have only where they are asked for.

package import Report
import ToyModel

/// Which columns follow those of ``RiskRow``, in the order of the properties.
package struct AddedColumns: Sendable, Equatable {
  /// `risk_lower` and `risk_upper`: some algorithm has only bounds.
  package var hasBracket = false
  /// `test_depth`: models are run for another number of steps than they were learned for.
  package var hasTestDepth = false
  /// Those of ``RowBounds``.
  package var hasBounds = false
  /// Those of ``RowTrap``.
  package var hasTrap = false

  /// None.
  package init() {}

  /// Those that the algorithms and the depths of some texts ask for.
  ///
  /// - Throws: ``StudyError/illegal(_:)`` for families that cannot be read.
  package init(_ texts: ParameterTexts) throws(StudyError) {
    let families = try FamilyGrid(texts, needsFilter: false)
    hasBracket = families.blocks.contains { !$0.algorithm.isSpectral }
    hasTestDepth = texts.given(ParameterGrid.testDepthOption) != nil
  }

  /// The names.
  package var names: [String] {
    (hasBracket ? ["risk_lower", "risk_upper"] : []) + (hasTestDepth ? ["test_depth"] : [])
      + (hasBounds ? RowBounds.columns : []) + (hasTrap ? RowTrap.columns : [])
  }

  /// Writes the values of the columns that a row knows itself; both bounds are the risk where it is known.
  package func write(_ row: RiskRow, to sink: inout some RowSink) {
    if hasBracket {
      let range = row.range
      sink.append(row.isTested ? range.lowerBound : nil)
      sink.append(row.isTested ? range.upperBound : nil)
    }
    guard hasTestDepth else { return }
    if let depth = row.setting.testDepth { sink.append(depth) } else { sink.appendEmpty() }
  }
}

extension RiskRow {
  /// The bounds of the risk; equal where it is known.
  package var range: (lowerBound: Double, upperBound: Double) {
    let upper = optimum.risk.total
    return (optimum.isExact ? upper : optimum.lowerBound, upper)
  }
}
