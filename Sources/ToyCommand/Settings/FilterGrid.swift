// The filters that expressivity and realize speak of.

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

  /// Reads `--family`, `--depth` and `--omega` of commands that need fixed step sizes.
  ///
  /// - Throws: ``CommandError`` of status usage.
  static func parse(
    _ arguments: ParsedArguments, family: Option, depth: Option, omega: Option
  ) throws(CommandError) -> [FilterChoice] {
    let unrolled = try ParameterGrid.unrolledFamilies(
      depths: arguments.value(depth) ?? "", steps: arguments.value(omega) ?? "")
    var result: [FilterChoice] = []
    let names = (arguments.value(family) ?? "").split(
      separator: ",", omittingEmptySubsequences: false)
    for name in names {
      switch name {
      case "bilevel": result.append(FilterChoice(family: .bilevel, filter: BilevelFilter()))
      case "unrolled":
        for family in unrolled {
          guard case .unrolled(let depth, .fixed(let stepSize)) = family else {
            throw .usage("--omega learned: this command needs step sizes")
          }
          result.append(
            FilterChoice(family: family, filter: UnrolledFilter(depth: depth, stepSize: stepSize)))
        }
      default:
        throw ParameterGrid.unknownFamily(String(name), among: ["bilevel", "unrolled"])
      }
    }
    return result
  }
}

extension [FilterChoice] {
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
/// - Throws: ``CommandError`` of status noInput or badData.
func readDenoiser(_ path: String) throws(CommandError) -> NumericTable {
  let table = try NumericTable(path: path)
  guard table.rows == table.columns else {
    throw CommandError(
      .badData,
      "\(path): T is square, this matrix has \(table.rows) rows and \(table.columns) columns")
  }
  if let entry = table.first(where: { abs($0) > Setting.magnitudeLimit }) {
    throw CommandError(
      .badData,
      "\(path): row \(entry.row), column \(entry.column): \(entry.value) is beyond "
        + "\(Setting.magnitudeLimit)")
  }
  return table
}
