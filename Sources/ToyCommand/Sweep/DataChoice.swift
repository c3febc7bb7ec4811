// The data models as the command line names them.

import LinearAlgebra
import ToyModel

/// A data model, before n, μ and θ are known.
enum DataChoice: Sendable, Equatable {
  case constant
  case independent
  /// A measured or given spectrum, with the path it came from.
  case file(path: String, Spectrum)

  /// The name in tables: `constant`, `iid`, or the path.
  var name: String {
    switch self {
    case .constant: "constant"
    case .independent: "iid"
    case .file(let path, _): path
    }
  }

  /// The spectrum, for the parameters of the toy models.
  func spectrum(n: Int, mu: Double, theta: Double) -> Spectrum {
    switch self {
    case .constant: DataModel.constant(n: n, mu: mu, theta: theta).spectrum
    case .independent: DataModel.independent(n: n, mu: mu, theta: theta).spectrum
    case .file(_, let spectrum): spectrum
    }
  }

  /// Reads a list of models: `constant`, `iid`, files, separated by commas.
  ///
  /// - Throws: ``CommandError`` of status noInput or badData for files.
  static func parse(_ text: String) throws(CommandError) -> [DataChoice] {
    if fileExists(text) { return [.file(path: text, try readSpectrum(text))] }
    var choices: [DataChoice] = []
    for name in text.split(separator: ",", omittingEmptySubsequences: false).map(String.init) {
      switch name {
      case "": throw .usage("--data \(text): an empty name")
      case "constant": choices.append(.constant)
      case "iid": choices.append(.independent)
      default: choices.append(.file(path: name, try readSpectrum(name)))
      }
    }
    return choices
  }

  /// Reads eigenvalues of C, given in one column, or data frames, one per row.
  private static func readSpectrum(_ path: String) throws(CommandError) -> Spectrum {
    let table: NumericTable
    do {
      table = try NumericTable(path: path)
    } catch  where error.status == .noInput {
      let hint = suggestion(for: path, among: ["constant", "iid"])
      throw CommandError(
        .noInput, error.message + (hint.map { "; did you mean \($0)?" } ?? ""))
    }
    let limit =
      table.columns == 1
      ? Setting.magnitudeLimit * Setting.magnitudeLimit
      : Setting.magnitudeLimit
    if let entry = table.first(where: { abs($0) > limit }) {
      throw CommandError(
        .badData,
        "\(path): row \(entry.row), column \(entry.column): \(entry.value) is beyond \(limit)")
    }
    guard table.columns > 1 else {
      if let entry = table.first(where: { $0 < 0 }) {
        throw CommandError(
          .badData,
          "\(path): row \(entry.row): the eigenvalue \(entry.value) is negative, C = E[yyᵀ] has none"
        )
      }
      return Spectrum(eigenvalues: table.values)
    }
    var moment = SecondMoment(dimension: table.columns)
    for row in 0..<table.rows {
      moment.add(table.values[row * table.columns..<(row + 1) * table.columns])
    }
    do {
      return try DataModel.secondMoment(moment.matrix()).spectrum
    } catch {
      throw .failure("\(path): the eigenvalues of C did not converge")
    }
  }
}
