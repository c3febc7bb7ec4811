// A choice of data: a family of models, or a file.

package import Certified
package import Files
import LinearAlgebra
package import ToyModel

/// Named data, before n, μ and θ are known: a family of ``/ToyModel/DataFamilies``, or a file.
package enum DataChoice: Sendable, Equatable {
  case family(any DataFamily)
  /// The user's own data.
  case file(MeasuredData)

  package static let constant = DataChoice.family(ConstantSignals())
  package static let independent = DataChoice.family(IndependentEntries())

  package static func == (first: DataChoice, second: DataChoice) -> Bool {
    switch (first, second) {
    case (.family(let first), .family(let second)): first.name == second.name
    case (.file(let first), .file(let second)): first == second
    default: false
    }
  }

  /// The name in tables: that of the family, such as `constant`, or the path.
  package var name: String {
    switch self {
    case .family(let family): family.name
    case .file(let data): data.path
    }
  }

  /// The name for the title of a panel, such as "constant signals", or the path.
  package var title: String {
    switch self {
    case .family(let family): family.title
    case .file(let data): data.path
    }
  }

  /// A summary of what was read, for the user; nil for a family.
  package var provenance: String? {
    if case .file(let data) = self { data.note } else { nil }
  }

  /// The model with its parameters; a file has its own.
  package func model(n: Int, mu: Double, theta: Double) -> DataModel {
    switch self {
    case .family(let family): DataModel(family, n: n, mu: mu, theta: theta)
    case .file(let data): .spectrum(data.spectrum)
    }
  }

  /// The spectrum, for the parameters of a family.
  package func spectrum(n: Int, mu: Double, theta: Double) -> Spectrum {
    switch self {
    case .family(let family): family.spectrum(n: n, mu: mu, theta: theta)
    case .file(let data): data.spectrum
    }
  }

  /// The spectrum with certified bounds, for the exact parameters as given and the exact numbers of a file as
  /// read.
  ///
  /// - Throws: ``StudyError`` if recordings, which are read again, no longer exist.
  package func certifiedSpectrum(
    n: Int, mu: Double, theta: Double
  ) throws(StudyError) -> CertifiedSpectrum {
    switch self {
    case .family: CertifiedSpectrum(model(n: n, mu: mu, theta: theta))
    case .file(let data): try data.certifiedSpectrum()
    }
  }

  /// Reads a list of names of families and of files, separated by commas.
  ///
  /// A family takes precedence over a file or folder of the same name, which `./constant` reaches; a file
  /// whose name has commas takes precedence over a list.
  ///
  /// - Parameters:
  ///   - text: The list.
  ///   - families: The named families.
  ///   - reading: How the numbers of files are interpreted.
  ///   - frameLength: The length of the frames of recordings; nil for the default.
  /// - Returns: The data, in the order given.
  /// - Throws: ``StudyError/file(_:)`` for files.
  package static func parse(
    _ text: String, among families: [any DataFamily] = DataFamilies.all,
    reading: DataReading = DataReading(), frameLength: Int? = nil
  ) throws(StudyError) -> [DataChoice] {
    func file(_ path: String) throws(StudyError) -> DataChoice {
      do throws(StudyError) {
        return .file(try MeasuredData(path: path, reading: reading, frameLength: frameLength))
      } catch {
        guard error.isMissingFile,
          let hint = suggestion(for: path, among: families.map(\.name))
        else { throw error }
        throw .missing("\(error.message); did you mean \(hint)?")
      }
    }
    let names = text.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    let found = names.map { family(of: $0, among: families) }
    if found.contains(where: { $0 == nil }), fileExists(text) { return [try file(text)] }
    var choices: [DataChoice] = []
    for (name, family) in zip(names, found) {
      if let family {
        choices.append(.family(family))
      } else {
        guard !name.isEmpty else { throw .illegal("--data \(text): an empty name") }
        choices.append(try file(name))
      }
    }
    return choices
  }

  /// The family of a name, which numbers may follow after a colon; nil for other names.
  private static func family(
    of text: String, among families: [any DataFamily]
  ) -> (any DataFamily)? {
    if let family = families.first(where: { $0.name == text }) { return family }
    guard let colon = text.firstIndex(of: ":") else { return nil }
    let family = families.first { $0.name == text[..<colon] }
    return family?.with(numbers: String(text[text.index(after: colon)...]))
  }
}
