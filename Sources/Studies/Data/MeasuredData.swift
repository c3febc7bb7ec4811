// The user's own data, reduced to what the risk depends on.

import Certified
package import Files
import Libc
package import LinearAlgebra
package import ToyModel

/// The second moment C, measured from frames or recordings, read from a file, or given by its eigenvalues.
package struct MeasuredData: DataFamily, Equatable {
  /// The path as given.
  package let path: String
  /// The eigenvalues of C.
  package let spectrum: Spectrum
  /// Enclosures of the eigenvalues; nil before ``enclosed()``.
  private var enclosures: [EnclosedGroup]?
  /// The measurement of C; nil if the file gives eigenvalues.
  package let measurement: Measurement?
  /// The eigenvectors of C, n × n, one per column, by descending eigenvalue; nil if the file gives
  /// eigenvalues, or few frames with very many entries.
  package let vectors: Matrix?
  /// The number of eigenvalues that count as 0 only because double precision cannot distinguish them from 0.
  package let unresolvedCount: Int
  /// Error bounds on the eigenvalues above 0, by the groups of ``spectrum``; empty if the eigenvalues are
  /// given.
  package let eigenvalueErrors: [Double]
  /// A summary of the data that were read, for standard error.
  package let note: String
  /// A warning about the data; nil if there is none.
  package let warning: String?

  package static func == (first: MeasuredData, second: MeasuredData) -> Bool {
    first.path == second.path && first.spectrum == second.spectrum
  }

  /// The path, which names the data in tables.
  package var name: String { path }
  /// The path, which is the title of a panel.
  package var title: String { path }
  /// The n of the file.
  package var dimension: Int? { spectrum.dimension }
  /// The eigenvectors of C, unless the file gives eigenvalues.
  package var basis: Eigenbasis { vectors.map { .columns($0) } ?? .unknown }
  /// A description of the data that were read, and the accuracy of the eigenvalues.
  package var provenance: DataProvenance? {
    DataProvenance(
      path: path, note: note, warning: warning, unresolvedCount: unresolvedCount,
      eigenvalueErrors: eigenvalueErrors)
  }

  /// The eigenvalues of C, independent of the parameters.
  package func spectrum(n: Int, mu: Double, theta: Double) -> Spectrum { spectrum }

  /// Enclosures of the eigenvalues for the exact numbers of the file as read.
  ///
  /// - Precondition: The data are ``enclosed()``.
  package func enclosure(n: Int, mu: Double, theta: Double) -> [EnclosedGroup] {
    guard let enclosures else { preconditionFailure("\(path): the eigenvalues are not enclosed") }
    return enclosures
  }

  /// Whether the other data have the same path and spectrum.
  package func isSame(as other: any DataFamily) -> Bool { (other as? MeasuredData) == self }

  /// The same data with enclosures of their eigenvalues, which take time.
  ///
  /// - Throws: ``StudyError`` if recordings, which are read again, no longer exist.
  package func enclosed() throws(StudyError) -> MeasuredData {
    var data = self
    data.enclosures = try certifiedSpectrum().groups
    return data
  }

  /// The default length of the frames into which recordings are cut.
  package static let defaultFrameLength = 320
  /// The largest length of a frame; C has the square of that many entries.
  package static let frameLengthLimit = 4096

  /// Reads eigenvalues of C, C itself, data frames, one per row, or recordings: a `.wav` file, or a folder
  /// of them.
  ///
  /// - Parameters:
  ///   - path: The file or folder.
  ///   - reading: How the numbers of a file are interpreted.
  ///   - frameLength: n for recordings, whose frames follow one another; nil for the default.
  /// - Throws: ``StudyError/illegal(_:)`` if `reading` has no effect, ``StudyError/file(_:)``.
  package init(
    path: String, reading: DataReading = DataReading(), frameLength: Int?
  ) throws(StudyError) {
    if Self.isSound(path) {
      guard reading.table == TableReading(), [.auto, .frames].contains(reading.kind) else {
        throw .illegal(
          "--as, --header and --index-column have no effect on the recordings --data \(path)")
      }
      let length = frameLength ?? Self.defaultFrameLength
      var factor = FrameFactor(dimension: length)
      try translated(
        Self.forEachBlock(ofRecordings: path, frameLength: length, reportsRefused: true) {
          factor.add(frames: $0)
        })
      let count = factor.frameCount
      try self.init(
        path, .recordings(factor: factor.matrix(), count: count),
        note: "\(path): \(count) frames of n = \(length)",
        warning: Self.warning(frames: count, length, path))
      return
    }
    let table = try Self.table(path, reading.table)
    let kind: DataKind
    do {
      kind = try table.kind(reading.kind)
    } catch {
      throw .malformed(
        "\(path): \(error.description)")
    }
    try Self.requireMagnitudes(table, isSquare: kind != .frames, path)
    // A user who says what the numbers are is told what they look like.
    let suspicion = (table.headerSuspicion ?? table.indexColumnSuspicion).map {
      "warning: \(path): \($0)"
    }
    let (rows, n) = (table.rows, table.columns)
    switch kind {
    case .eigenvalues:
      let count = table.values.count
      self.init(
        path, spectrum: try Self.spectrum(eigenvalues: table, path),
        note: "\(path): \(count) eigenvalue\(count == 1 ? "" : "s") of C" + table.omissions,
        warning: suspicion)
    case .covariance:
      try self.init(
        path, .covariance(table.matrix.symmetricPart),
        note: "\(path): C, n = \(n)" + table.omissions, warning: suspicion)
    case .frames, .auto:
      try self.init(
        path, .frames(table.matrix),
        note: "\(path): \(rows) frame\(rows == 1 ? "" : "s") of n = \(n)" + table.omissions,
        warning: suspicion ?? Self.warning(frames: rows, n, path))
    }
  }

  private init(_ path: String, spectrum: Spectrum, note: String, warning: String?) {
    (self.path, self.spectrum, self.note, self.warning) = (path, spectrum, note, warning)
    (measurement, vectors, unresolvedCount, eigenvalueErrors) = (nil, nil, 0, [])
  }

  /// Decomposes a measured C.
  private init(
    _ path: String, _ measurement: Measurement, note: String, warning: String?
  ) throws(StudyError) {
    self.path = path
    self.measurement = measurement
    (self.note, self.warning) = (note, warning)
    let size = measurement.shortSide
    let wait = WaitingLine("\(path): eigenvalues of C, n = \(size)", isLong: size > 2000)
    defer { wait.finish() }
    let basis = try measurement.basis(path)
    spectrum = basis.spectrum
    vectors = basis.vectors.isSquare ? basis.vectors : nil
    unresolvedCount = basis.unresolvedCount
    eigenvalueErrors = basis.eigenvalueErrors
  }

  /// Describes on standard error the data that were read.
  package func report() {
    writeDiagnostic(note)
    if let warning { writeDiagnostic(warning) }
  }

  /// With fewer frames than dimensions some directions seem to carry no signal.
  private static func warning(frames count: Int, _ n: Int, _ path: String) -> String? {
    guard count < n else { return nil }
    return
      "warning: \(path): \(count) frame\(count == 1 ? " is" : "s are") fewer than n = \(n): C has rank "
      + "\(count) at most, all other directions count as free of signal"
  }

  /// The path, and a hash of the spectrum.
  package var fingerprint: String {
    let bytes = spectrum.groups.flatMap { group in
      Array("\(group.eigenvalue) \(group.multiplicity);".utf8)
    }
    return "\(path) \(fnv1a(bytes))"
  }

  /// True for recordings, which can be cut into frames of any length.
  package var isRecorded: Bool {
    if case .recordings? = measurement { true } else { false }
  }

  /// True for folders and names that end in `.wav`.
  private static func isSound(_ path: String) -> Bool {
    var status = stat()
    return path.lowercased().hasSuffix(".wav")
      || (stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR)
  }

  /// Calls `body` with the frames of recordings, block by block.
  package static func forEachBlock(
    ofRecordings path: String, frameLength: Int, reportsRefused: Bool = false,
    _ body: (_ frames: [Double]) -> Void
  ) throws(FileError) {
    let framing = Framing(length: frameLength, hop: frameLength)
    let collection = try RecordingCollection([path], framing: framing, normalization: .none)
    if reportsRefused { collection.reportRefused() }
    for recording in collection.recordings {
      try recording.forEachBlock(framing) { (frames) throws(FileError) in body(frames) }
    }
  }

  private static func spectrum(
    eigenvalues table: NumericTable, _ path: String
  ) throws(StudyError) -> Spectrum {
    guard table.values.count <= NumericTable.eigenvalueLimit else {
      throw .malformed(
        "\(path): \(table.values.count) eigenvalues, more than \(NumericTable.eigenvalueLimit)")
    }
    if let entry = table.first(where: { $0 < 0 }) {
      let place = table.columns == 1 ? "row \(entry.row)" : "column \(entry.column)"
      throw .malformed(
        "\(path): \(place): the eigenvalue \(entry.value) is negative, C = E[yyᵀ] has none")
    }
    return Spectrum(eigenvalues: table.values)
  }

  private static func table(
    _ path: String, _ reading: TableReading
  ) throws(StudyError) -> NumericTable {
    try translated(NumericTable(path: path, reading: reading))
  }

  /// Refuses numbers that are, or whose squares are, outside the range of the formulas.
  private static func requireMagnitudes(
    _ table: NumericTable, isSquare: Bool, _ path: String
  ) throws(StudyError) {
    let limit =
      isSquare ? Magnitude.limit * Magnitude.limit : Magnitude.limit
    try translated(table.requireMagnitude(limit, in: path))
  }
}

/// A line on a terminal that says what the program is waiting for, if progress cannot be counted.
private struct WaitingLine {
  private let isShown: Bool

  init(_ text: String, isLong: Bool) {
    isShown = isLong && isatty(STDERR_FILENO) == 1
    if isShown { writeDiagnostic("\r\(text) …", terminator: "") }
  }

  func finish() {
    if isShown { writeDiagnostic("\r\u{1B}[K", terminator: "") }
  }
}

extension PrincipalBasis {
  /// Decomposes a measured second moment.
  ///
  /// - Throws: ``StudyError/failed(_:)`` if the decomposition does not converge.
  package init(measuring secondMoment: Matrix) throws(StudyError) {
    do {
      try self.init(secondMoment)
    } catch {
      throw .failed("the eigenvalues of C did not converge")
    }
  }
}
