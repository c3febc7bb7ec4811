// The optimal risk at every point of a sweep.

import Files
import Report
import ToyModel

/// The rows of `risk` in a sweep.
package struct RiskSweep: SweptStudy {
  package let name = "risk"
  package let parameters: [SweepParameter]
  package var columns: [String] { RiskRow.columns }
  package let textColumns: Set<String> = [
    "data", "family", "omega_rule", "attained", "algorithm", "parameters",
  ]

  /// - Parameter parameters: The parameters of a grid of settings, with the defaults of the command line.
  package init(parameters: [SweepParameter]) { self.parameters = parameters }

  package func points(_ values: [SweepValue]) throws(StudyError) -> any SweptPoints {
    let grid = try SettingSweep(parameters, values)
    return RiskPoints(grid: grid, count: try sweepCount(grid.parameters.axisCounts))
  }
}

/// The points of a sweep of risks: data, n, μ, θ, σ, family and k in the order of
/// ``ParameterGrid/settings()``.
private struct RiskPoints: SweptPoints {
  let grid: SettingSweep
  let count: Int
  let isSlow = false
  var values: [SweepValue] { grid.values }
  var inputs: [SweepInput] { grid.inputs }

  func computer() -> any PointComputer { RiskComputer(grid: grid.parameters) }
}

private struct RiskComputer: PointComputer {
  let grid: ParameterGrid
  var evaluator = RiskEvaluator(expecting: nil)

  init(grid: ParameterGrid) { self.grid = grid }

  mutating func write(
    _ number: Int, to row: inout CSVWriter, isStopping: @escaping @Sendable () -> Bool
  ) throws(StudyError) -> Bool {
    let setting = grid.setting(number)
    try setting.validate()
    evaluator.row(setting).write(to: &row)
    return true
  }

  func writeSetting(_ number: Int, to row: inout CSVWriter) {
    grid.setting(number).write(to: &row)
    for _ in Setting.columns.count..<RiskRow.columns.count { row.appendEmpty() }
  }
}

/// The grids of settings that a sweep reads, common to risks and learning.
package struct SettingSweep: Sendable {
  /// The grids, with the data of files.
  package let parameters: ParameterGrid
  /// The grids as text, for all parameters that have an effect.
  package let values: [SweepValue]

  /// Reads the grids.
  ///
  /// - Parameters:
  ///   - known: All parameters of the study.
  ///   - given: The given grids.
  /// - Throws: ``StudyError``.
  package init(_ known: [SweepParameter], _ given: [SweepValue]) throws(StudyError) {
    // Risks need no more of an algorithm than in 'toy risk', and learning asks for the rest itself.
    let parameters = try ParameterGrid(ParameterTexts(known, given), for: .risk)
    for block in parameters.families.blocks where !block.algorithm.isSpectral {
      throw FamilyGrid.needsFilter(block.algorithm)
    }
    try parameters.validateValues()
    // In a file of results every line is a row.
    for name in parameters.data.map(\.name) where name.utf8.contains(where: { $0 < 0x20 }) {
      throw .illegal("--data \(name): the name has a control character")
    }
    self.parameters = parameters
    values = Self.values(known, given, parameters)
  }

  /// The files that were read.
  package var inputs: [SweepInput] {
    parameters.files.map { SweepInput(path: $0.path, fingerprint: $0.fingerprint) }
  }

  private static func values(
    _ known: [SweepParameter], _ given: [SweepValue], _ parameters: ParameterGrid
  ) -> [SweepValue] {
    let fileCount = parameters.files.count
    var values: [SweepValue] = []
    for parameter in known {
      let key = parameter.key
      let text = given.first { $0.key == key }?.text
      // Parameters without a default stay open where they are not given.
      if text == nil, parameter.standard == nil { continue }
      // Without files, options on how to read them have no effect.
      if text == nil, DataReading.parameters.contains("--\(key)") { continue }
      // Parameters that the algorithms do not have, or choose themselves, are left out.
      if text == nil, !parameters.families.reads("--\(key)") { continue }
      // Parameters that files determine are written with their values, parameters that files make void are
      // not.
      if fileCount > 0 && key == "n" {
        let text = parameters.n.map(String.init).joined(separator: ",")
        values.append(SweepValue(key: key, text: text))
      } else if !(fileCount == parameters.data.count && (key == "mu" || key == "theta")) {
        values.append(SweepValue(key: key, text: text ?? parameter.standard ?? ""))
      }
    }
    return values
  }
}

extension ParameterTexts {
  /// The texts of a sweep.
  package init(_ known: [SweepParameter], _ given: [SweepValue]) {
    self.init(
      given: Dictionary(given.map { ("--\($0.key)", $0.text) }) { first, _ in first },
      standard: Dictionary(
        known.compactMap { parameter in
          parameter.standard.map { ("--\(parameter.key)", $0) }
        }
      ) { first, _ in first })
  }
}
