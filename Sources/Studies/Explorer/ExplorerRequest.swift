// The content requested for a page.

import Files
import Report
package import ToyModel

/// The data, n and μ of the first screen and of the explorer; scenes 1 to 7 have their own data.
package struct ExplorerRequest: Sendable {
  /// The data; nil for constant signals and independent entries, between which the explorer switches.
  package let data: (any DataFamily)?
  /// n; nil for 100 on the first screen and 500 in the explorer, or for that of a file.
  package let n: Int?
  /// μ.
  package let mu: Double
  /// The words that choose the data in a command, such as ` --data iid`; nil for the standard ones.
  package let source: String?
  /// The version of the program, for the foot of the page.
  package let version: String

  /// The largest number of samples that the first screen draws.
  package static let sampleLimit = 2000
  /// The largest number of samples in a frame of a file, whose eigenvectors are on the page.
  package static let frameLimit = 256
  /// The range of nonzero |μ| whose risks the page can represent.
  package static let means = 1e-3...1e3
  /// The same range for the root mean square of the samples of a file.
  package static let levels = 1e-8...1e4

  /// Checks a request.
  ///
  /// - Parameters:
  ///   - data: The data, if given.
  ///   - n: n, if given or that of a file.
  ///   - mu: μ.
  ///   - source: The words that choose the data in a command, such as ` --data iid`.
  ///   - version: The version of the program.
  /// - Throws: ``StudyError/illegal(_:)``, ``StudyError/file(_:)`` for a file whose signals are 0, or too weak or
  ///   too strong.
  package init(
    data: (any DataFamily)? = nil, n: Int? = nil, mu: Double = 1, source: String? = nil,
    version: String = ""
  ) throws(StudyError) {
    (self.data, self.n, self.mu, self.source, self.version) = (data, n, mu, source, version)
    guard mu == 0 || Self.means.contains(abs(mu)) else {
      throw .illegal("--mu \(mu): the page accepts μ = 0 and |μ| from 0.001 to 1000")
    }
    if let file = data as? MeasuredData {
      guard Self.levels.contains(file.levelPerSample) else {
        throw .file(
          FileError(
            .malformed,
            file.levelPerSample == 0
              ? "\(file.path): there is no signal; all eigenvalues are 0"
              : "\(file.path): the root of the mean energy of a sample is "
                + "\(formatted(file.levelPerSample, significantDigits: 3)); the page accepts 1e-8 to 1e4"
          ))
      }
    }
    guard let n else { return }
    if let file = data as? MeasuredData {
      guard (2...Self.frameLimit).contains(n) else {
        let (things, advice) =
          if case .recordings = file.measurement {
            ("frames of \(n) samples", "; choose the number with --n")
          } else {
            ("\(n) \(n == 1 ? "dimension" : "dimensions")", "")
          }
        throw .illegal(
          "--data \(file.path): \(things); the first screen has 2 to \(Self.frameLimit)\(advice)")
      }
    } else if !(2...Self.sampleLimit).contains(n) {
      throw .illegal(
        "--n \(n): the first screen draws signals of 2 to \(Self.sampleLimit) samples")
    }
  }

  /// Whether the data are a family with μ and θ, which has landscapes in one dimension and two eigenvalues.
  package var hasModel: Bool {
    data?.dimension == nil
  }

  /// The words that choose data and n of the first screen in a command.
  package var words: String { (source ?? "") + words(forSize: model.n) }

  /// The words that choose n; a file of numbers has its own.
  private func words(forSize n: Int) -> String {
    if let file = data as? MeasuredData {
      guard case .recordings = file.measurement else { return "" }
    }
    return " --n \(n)"
  }

  /// The words that choose each kind of data of the explorer, and n, in a command.
  package var settings: [String] {
    let grid = grid
    return grid.data.map { data in
      (source ?? (data.isSame(as: .constant) ? "" : " --data \(data.name)"))
        + words(forSize: grid.n)
    }
  }

  /// Whether it differs from the standard page.
  package var isSpecial: Bool { data != nil || n != nil || mu != 1 }

  /// The model of the first screen.
  package var model: StoryModel {
    var model = StoryModel()
    model.data = DataModel(data ?? .constant, n: n ?? model.n, mu: mu, theta: model.theta)
    if let file = data as? MeasuredData {
      model.sigma = Self.rounded(0.5 * file.levelPerSample)
    }
    return model
  }

  /// The grid of the explorer.
  package var grid: ExplorerGrid {
    var grid = ExplorerGrid()
    grid.mu = mu
    if let data { grid.data = [data] }
    if let n, n != grid.n {
      grid.n = n
      grid.k = n <= 30 ? Array(1...n) : model.rows
    }
    // A signal without energy has no risk to be compared with.
    if mu == 0 { grid.theta.removeAll { $0 == 0 } }
    if let file = data as? MeasuredData {
      grid.theta = [0]
      let sizes = [0.05, 0.1, 0.2, 0.35, 0.5, 0.7, 1, 1.5, 2.5, 5].map {
        Self.rounded($0 * file.levelPerSample)
      }
      grid.sigma = sizes
    }
    return grid
  }

  /// The number to two digits.
  private static func rounded(_ value: Double) -> Double {
    Double(ExplorerGrid.text(value, digits: 2)) ?? value
  }
}

extension MeasuredData {
  /// The root of the mean energy of a sample.
  fileprivate var levelPerSample: Double {
    (spectrum.trace / Double(spectrum.dimension)).squareRoot()
  }
}
