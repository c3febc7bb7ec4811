// The outcome for several seeds.

import Evidence
import Report

extension LabStudy {
  /// Combines the outcomes for several seeds.
  ///
  /// Tables have the column `seed` first; arrays of equal shape become one with an index for the seed in front. A claim has the
  /// numbers of the first seed for which it fails, or of the first seed. Figures are those of the first seed.
  ///
  /// - Parameter studies: Outcomes that differ by their seeds only, at least one.
  package init(seeds studies: [LabStudy]) {
    guard studies.count > 1 else {
      self = studies[0]
      return
    }
    let seeds = studies.map(\.settings.seed)
    self.init(studies[0].settings.combined(seeds))
    useValues(of: studies[0])
    var ids: [String] = []
    for result in studies.flatMap(\.results) where !ids.contains(result.claim.id) {
      ids.append(result.claim.id)
    }
    append(
      ids.compactMap { id in
        let found = studies.compactMap { $0.results.first { $0.claim.id == id } }
        return found.first { $0.verdict == .fails } ?? found.first
      })
    for name in studies.flatMap({ $0.tables.map(\.name) })
    where !tables.contains(where: { $0.name == name }) {
      let parts = studies.compactMap { study in
        study.tables.first { $0.name == name }.map { (study.settings.seed, $0) }
      }
      guard let first = parts.first?.1 else { continue }
      var table = Table(columns: ["seed"] + first.table.columns)
      for (seed, part) in parts where part.table.columns == first.table.columns {
        for row in part.table.rows {
          table.append([.integer(Int(clamping: seed))] + row.cells, note: row.note)
        }
      }
      tables.append(NamedTable(name, first.caption, table))
    }
    figures = studies[0].figures
    warnings = studies.flatMap { study in
      study.warnings.map { "seed \(study.settings.seed): \($0)" }
    }
    arrays = studies[0].arrays.map { array in
      Self.stacked(studies.compactMap { study in study.arrays.first { $0.name == array.name } })
    }
    product = studies[0].product.map { _ in Self.stacked(studies.compactMap(\.product)) }
    isPartial = studies.contains(where: \.isPartial)
    instance = studies[0].instance
    answer = studies.compactMap(\.answer).first { !$0.isAffirmative } ?? studies[0].answer
  }

  /// Arrays of one shape as a single one; the first of arrays with different shapes.
  private static func stacked(_ arrays: [LabArray]) -> LabArray {
    let first = arrays[0]
    guard arrays.allSatisfy({ $0.shape == first.shape }) else { return first }
    return LabArray(
      first.name, shape: [arrays.count] + first.shape, arrays.flatMap(\.elements))
  }
}
