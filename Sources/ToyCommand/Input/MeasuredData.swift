// Data of the user's own, reduced to what the risk sees of them.

import Glibc
import LinearAlgebra
import ToyModel

/// The second moment of a file of frames, of recordings, or a list of its eigenvalues.
struct MeasuredData: Sendable, Equatable {
  /// The path as given.
  let path: String
  /// The eigenvalues of C.
  let spectrum: Spectrum
  /// C, n × n; nil where the file gives eigenvalues.
  let secondMoment: Matrix?

  static func == (first: MeasuredData, second: MeasuredData) -> Bool {
    first.path == second.path && first.spectrum == second.spectrum
  }

  /// The length of the frames that recordings are cut into, where no other is asked for.
  static let defaultFrameLength = 320
  /// The longest frames: C has as many entries as the square of that.
  static let frameLengthLimit = 4096

  /// Reads eigenvalues of C, given in one column, data frames, one per row, or recordings: a `.wav`
  /// file, or a folder of them.
  ///
  /// - Parameters:
  ///   - path: The file or folder.
  ///   - frameLength: n for recordings, whose frames follow one another; nil for the default.
  /// - Throws: ``CommandError`` of status noInput or badData.
  init(path: String, frameLength: Int?) throws(CommandError) {
    self.path = path
    if Self.isSound(path) {
      let moment = try Self.soundMoment(path, frameLength: frameLength ?? Self.defaultFrameLength)
      secondMoment = moment
      spectrum = try Self.spectrum(moment, path)
      return
    }
    let table = try Self.table(path)
    guard table.columns > 1 else {
      if let entry = table.first(where: { $0 < 0 }) {
        throw CommandError(
          .badData,
          "\(path): row \(entry.row): the eigenvalue \(entry.value) is negative, C = E[yyᵀ] has none"
        )
      }
      spectrum = Spectrum(eigenvalues: table.values)
      secondMoment = nil
      return
    }
    var moment = SecondMoment(dimension: table.columns)
    moment.add(frames: table.values)
    let matrix = moment.matrix()
    secondMoment = matrix
    spectrum = try Self.spectrum(matrix, path)
  }

  /// The path, and the spectrum by a hash.
  var fingerprint: String {
    let bytes = spectrum.groups.flatMap { group in
      Array("\(group.eigenvalue) \(group.multiplicity);".utf8)
    }
    return "\(path) \(StateFile.checksum(bytes))"
  }

  /// True for folders and names that end in `.wav`.
  private static func isSound(_ path: String) -> Bool {
    var status = stat()
    return path.lowercased().hasSuffix(".wav")
      || (stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR)
  }

  private static func soundMoment(
    _ path: String, frameLength: Int
  ) throws(CommandError) -> Matrix {
    let framing = Framing(length: frameLength, hop: frameLength)
    let collection = try RecordingCollection([path], framing: framing, normalization: .none)
    collection.reportRefused()
    var moment = SecondMoment(dimension: frameLength)
    for recording in collection.recordings {
      try recording.forEachBlock(framing) { (frames) throws(CommandError) in
        moment.add(frames: frames)
      }
    }
    return moment.matrix()
  }

  private static func spectrum(_ moment: Matrix, _ path: String) throws(CommandError) -> Spectrum {
    do {
      return try DataModel.secondMoment(moment).spectrum
    } catch {
      throw .failure("\(path): the eigenvalues of C did not converge")
    }
  }

  private static func table(_ path: String) throws(CommandError) -> NumericTable {
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
    return table
  }
}

extension PrincipalBasis {
  /// Decomposes a measured second moment.
  ///
  /// - Throws: ``CommandError`` of status failure where the decomposition does not converge.
  init(measuring secondMoment: Matrix) throws(CommandError) {
    do {
      try self.init(secondMoment)
    } catch {
      throw .failure("the eigenvalues of C did not converge")
    }
  }
}
