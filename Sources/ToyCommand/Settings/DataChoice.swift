// The data models as the command line names them.

import LinearAlgebra
import ToyModel

/// A data model, before n, μ and θ are known.
enum DataChoice: Sendable, Equatable {
  case constant
  case independent
  /// Data of the user's own.
  case file(MeasuredData)

  /// The name in tables: `constant`, `iid`, or the path.
  var name: String {
    switch self {
    case .constant: "constant"
    case .independent: "iid"
    case .file(let data): data.path
    }
  }

  /// The spectrum, for the parameters of the toy models.
  func spectrum(n: Int, mu: Double, theta: Double) -> Spectrum {
    switch self {
    case .constant: DataModel.constant(n: n, mu: mu, theta: theta).spectrum
    case .independent: DataModel.independent(n: n, mu: mu, theta: theta).spectrum
    case .file(let data): data.spectrum
    }
  }

  /// Reads a list of models: `constant`, `iid`, files, separated by commas.
  ///
  /// - Parameters:
  ///   - text: The list.
  ///   - frameLength: The length of the frames of recordings; nil for the default.
  /// - Returns: The models, in the order given.
  /// - Throws: ``CommandError`` of status noInput or badData for files.
  static func parse(
    _ text: String, frameLength: Int? = nil
  ) throws(CommandError) -> [DataChoice] {
    if fileExists(text) { return [.file(try MeasuredData(path: text, frameLength: frameLength))] }
    var choices: [DataChoice] = []
    for name in text.split(separator: ",", omittingEmptySubsequences: false).map(String.init) {
      switch name {
      case "": throw .usage("--data \(text): an empty name")
      case "constant": choices.append(.constant)
      case "iid": choices.append(.independent)
      default: choices.append(.file(try MeasuredData(path: name, frameLength: frameLength)))
      }
    }
    return choices
  }
}
