// The columns that tables of risks have only where they are asked for.

package import Report
import ToyModel

/// The columns that follow those of ``RiskRow``, in the order of the properties.
package struct AddedColumns: Sendable, Equatable {
  /// `risk_lower` and `risk_upper`: some algorithm has only bounds.
  package var hasBracket = false
  /// `test_depth`: models are run for another number of steps than they were learned for.
  package var hasTestDepth = false
  /// The column `ratio_to_even`, which compares risks with those of even depths.
  package var hasRatioToEven = false
  /// Those of ``RowBounds``.
  package var hasBounds = false
  /// Those of ``RowTrap``.
  package var hasTrap = false

  /// None.
  package init() {}

  /// Those that the algorithms and the depths of some texts ask for.
  ///
  /// - Parameters:
  ///   - texts: The texts.
  ///   - quantity: The quantity that a sweep shows.
  /// - Throws: ``StudyError/illegal(_:)`` for families that cannot be read.
  package init(
    _ texts: ParameterTexts, showing quantity: SweepQuantity? = nil
  ) throws(StudyError) {
    hasRatioToEven = quantity == .ratioToEven
    let families = try FamilyGrid(texts, needsFilter: false)
    hasBracket = families.blocks.contains { !$0.algorithm.isSpectral }
    hasTestDepth = texts.given(ParameterGrid.testDepthOption) != nil
  }

  /// The names.
  package var names: [String] {
    (hasBracket ? ["risk_lower", "risk_upper"] : []) + (hasTestDepth ? ["test_depth"] : [])
      + (hasRatioToEven ? ["ratio_to_even"] : []) + (hasBounds ? RowBounds.columns : [])
      + (hasTrap ? RowTrap.columns : [])
  }

  /// Writes the values of the columns that a row knows itself; both bounds are the risk where it is known.
  package func write(_ row: RiskRow, to sink: inout some RowSink) {
    if hasBracket {
      let range = row.range
      sink.append(row.isTested ? range.lowerBound : nil)
      sink.append(row.isTested ? range.upperBound : nil)
    }
    if hasTestDepth {
      if let depth = row.setting.testDepth { sink.append(depth) } else { sink.appendEmpty() }
    }
    if hasRatioToEven {
      let ratio = row.ratioToEven
      sink.append(ratio.isNaN || !row.isKnown ? nil : ratio)
    }
  }
}

extension RiskRow {
  /// The bounds on the risk; equal where it is known.
  package var range: (lowerBound: Double, upperBound: Double) {
    let upper = optimum.risk.total
    return (optimum.isExact ? upper : optimum.lowerBound, upper)
  }
}
