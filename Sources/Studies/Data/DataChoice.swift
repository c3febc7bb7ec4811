// The data models as the command line names them.

package import Files
import LinearAlgebra
package import ToyModel

/// A data model, before n, μ and θ are known.
package enum DataChoice: Sendable, Equatable {
  case constant
  case independent
  /// Data of the user's own.
  case file(MeasuredData)

  /// The name in tables: `constant`, `iid`, or the path.
  package var name: String {
    switch self {
    case .constant: "constant"
    case .independent: "iid"
    case .file(let data): data.path
    }
  }

  /// The model with its parameters; a file has its own.
  package func model(n: Int, mu: Double, theta: Double) -> DataModel {
    switch self {
    case .constant: .constant(n: n, mu: mu, theta: theta)
    case .independent: .independent(n: n, mu: mu, theta: theta)
    case .file(let data): .spectrum(data.spectrum)
    }
  }

  /// The spectrum, for the parameters of the toy models.
  package func spectrum(n: Int, mu: Double, theta: Double) -> Spectrum {
    model(n: n, mu: mu, theta: theta).spectrum
  }

  /// Reads a list of models: `constant`, `iid`, files, separated by commas.
  ///
  /// A model goes before a file or folder of its name, which `./constant` reaches; a file whose name has
  /// commas goes before a list.
  ///
  /// - Parameters:
  ///   - text: The list.
  ///   - reading: What the numbers of files are.
  ///   - frameLength: The length of the frames of recordings; nil for the default.
  /// - Returns: The models, in the order given.
  /// - Throws: ``StudyError/file(_:)`` for files.
  package static func parse(
    _ text: String, reading: DataReading = DataReading(), frameLength: Int? = nil
  ) throws(StudyError) -> [DataChoice] {
    func file(_ path: String) throws(StudyError) -> DataChoice {
      .file(try MeasuredData(path: path, reading: reading, frameLength: frameLength))
    }
    let names = text.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    let isModels = names.allSatisfy { $0 == "constant" || $0 == "iid" }
    if !isModels, fileExists(text) { return [try file(text)] }
    var choices: [DataChoice] = []
    for name in names {
      switch name {
      case "": throw .illegal("--data \(text): an empty name")
      case "constant": choices.append(.constant)
      case "iid": choices.append(.independent)
      default: choices.append(try file(name))
      }
    }
    return choices
  }
}
