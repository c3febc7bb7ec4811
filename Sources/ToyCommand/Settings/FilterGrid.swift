// The filters that expressivity and realize speak of.

import Files
import ToyModel

/// One filter with the family it belongs to.
struct FilterChoice: Sendable {
  let family: DenoiserFamily
  let filter: any SpectralFilter

  /// The step size; nil for bilevel.
  var stepSize: Double? {
    guard case .unrolled(_, .fixed(let omega)) = family else { return nil }
    return omega
  }

  /// The depth; nil for bilevel.
  var depth: Int? {
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

  /// Reads `--family`, `--depth` and `--omega` of commands that need fixed step sizes.
  ///
  /// - Throws: ``CommandError`` of status usage.
  static func parse(
    _ arguments: ParsedArguments, family: Option, depth: Option, omega: Option
  ) throws(CommandError) -> FilterGrid {
    let names = arguments.value(family) ?? ""
    _ = try FamilyGrid.names(names, among: FamilyGrid.Name.ofRegularizers)
    let families = try FamilyGrid(
      names: names, depths: arguments.value(depth) ?? "", steps: arguments.value(omega) ?? "")
    guard !families.names.contains(.unrolled) || !families.rules.contains(.learned) else {
      throw .usage("--omega learned: this command needs step sizes")
    }
    try families.requireFewPairs()
    return FilterGrid(families: families)
  }
}

/// Filters by number, made when they are asked for.
struct FilterGrid: Sendable, RandomAccessCollection {
  /// The families, each of which has a filter.
  let families: FamilyGrid

  var startIndex: Int { 0 }
  var endIndex: Int { families.endIndex }

  subscript(position: Int) -> FilterChoice { FilterChoice(families[position]) }
}

extension FilterGrid {
  /// The only filter of the list, for work on one matrix.
  ///
  /// - Throws: ``CommandError`` of status usage for more than one, and where f(0) overflows.
  func single(for command: String) throws(CommandError) -> FilterChoice {
    guard count == 1 else {
      throw .usage("\(command) needs one family, depth and step size, not \(count)")
    }
    guard self[0].filter.forcedGain.value.isFinite else {
      throw .usage(
        "--depth \(self[0].depth ?? 0) and --omega \(self[0].stepSize ?? 0): f(0) exceeds double "
          + "precision")
    }
    return self[0]
  }
}

/// Reads T: a square matrix from a CSV or .npy file.
///
/// A square table is T as it stands, also where its first column counts, as that of a permutation may.
///
/// - Parameters:
///   - path: The file.
///   - reading: What is header and index column.
/// - Returns: The table, as many rows as columns.
/// - Throws: ``CommandError`` of status noInput or badData.
func readDenoiser(_ path: String, _ reading: TableReading) throws(CommandError) -> NumericTable {
  let table = try translated(NumericTable(path: path, reading: reading))
  guard table.rows == table.columns else {
    throw CommandError(
      .badData,
      "\(path): T is square, this matrix has \(table.rows) rows and \(table.columns) columns"
        + table.hint)
  }
  do {
    try NumericTable.requireModest(rows: table.rows, columns: table.columns)
  } catch {
    throw CommandError(.badData, "\(path): \(error.description)")
  }
  if let entry = table.first(where: { abs($0) > Setting.magnitudeLimit }) {
    throw CommandError(
      .badData,
      "\(path): row \(entry.row), column \(entry.column): \(entry.value) is beyond "
        + "\(Setting.magnitudeLimit)")
  }
  if !table.omissions.isEmpty { writeDiagnostic("\(path): T, n = \(table.rows)\(table.omissions)") }
  return table
}
