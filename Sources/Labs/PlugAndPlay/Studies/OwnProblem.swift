// The user's operator, data and dictionary.

import Files
import LabKit
import LinearAlgebra
import Optimization

/// A, y and the prior from files.
struct OwnProblem {
  /// A, p × n.
  let map: ForwardOperator
  /// ‖A‖ and the least singular value.
  let range: SingularRange
  /// y, p numbers.
  let data: [Double]
  /// The rows and columns of the image; one row for a signal.
  let shape: (height: Int, width: Int)
  /// D, n × m; nil for total variation.
  let dictionary: Matrix?
  /// The file of y, for messages.
  let path: String

  private typealias Lab = PlugAndPlayLab

  /// Reads the files.
  ///
  /// - Parameter settings: The settings of the lab; the data or the operator is given.
  /// - Throws: ``LabError`` where a file is missing, cannot be read, or does not fit.
  init(_ settings: LabSettings) throws(LabError) {
    guard let path = settings.file(Lab.data) else {
      throw .illegal("\(Lab.map.option) requires \(Lab.data.option): what was measured")
    }
    try settings.refuseBuiltIn(
      [
        Lab.coldSteps, Lab.noise, Lab.sparsePenalty, Lab.instances, Lab.size, Lab.imagePenalty,
        Lab.imageNoise, Lab.imageTolerance,
      ], beside: Lab.data)
    try settings.refuseSeed(beside: Lab.data)
    let table = try CodingData.table(path, settings.reading)
    let isSignal = min(table.rows, table.columns) == 1
    let own = isSignal ? (1, table.values.count) : (table.rows, table.columns)
    let text = settings.text(Lab.map) ?? ""
    var meaning: OperatorText?
    if settings.isGiven(Lab.map) { meaning = try OperatorText(text, settings.reading) }
    self.path = path
    data = table.values
    switch meaning {
    case .matrix(let matrix, let file):
      guard matrix.rows == data.count else {
        throw .malformed(
          "\(path): \(data.count) numbers, but the operator of \(file) has \(matrix.rows) rows")
      }
      map = ForwardOperator(.matrix(matrix), name: text)
      let width = settings.isGiven(Lab.width) ? settings.integer(Lab.width) : matrix.columns
      guard matrix.columns.isMultiple(of: width) else {
        throw .illegal(
          "\(Lab.width.option) \(width) does not divide the \(matrix.columns) columns of \(file)")
      }
      shape = (matrix.columns / width, width)
    case .mask(let mask, let rows, let columns, let file):
      shape = min(rows, columns) == 1 ? (1, mask.count) : (rows, columns)
      let selection = MaskMap(mask: mask)
      guard selection.rows == data.count || mask.count == data.count else {
        throw .malformed(
          "\(path): \(data.count) numbers, but \(file) keeps \(selection.rows) of \(mask.count)")
      }
      if data.count == mask.count, !isSignal, (table.rows, table.columns) != (rows, columns) {
        throw .malformed(
          "\(path): \(table.rows) × \(table.columns) pixels, but the mask of \(file) has \(rows) × \(columns)"
        )
      }
      map = ForwardOperator(.mask(selection), name: text)
    case .blur(let kernel):
      shape = own
      map = try .blur(kernel, name: text, height: own.0, width: own.1, path: path)
    case .radon:
      throw .illegal("\(Lab.map.option) \(text): line integrals are for the lab regularization")
    case nil:
      shape = own
      let identity = MaskMap(kept: Array(0..<data.count), columns: data.count)
      map = ForwardOperator(.mask(identity), name: "identity")
    }
    if settings.isGiven(Lab.width) {
      guard case .matrix = meaning else {
        throw .illegal(
          "\(Lab.width.option) requires \(Lab.map.option) with a file; otherwise \(path) has the shape of the image"
        )
      }
    }
    dictionary = try Self.dictionary(settings, count: map.columns)
    guard data.contains(where: { $0 != 0 }) else { throw .malformed("\(path): only zeros") }
    range = try SingularRange(of: map)
  }

  /// The numbers that are measured: those of the data, or of a whole image those that the mask keeps.
  var measured: [Double] {
    data.count == map.rows ? data : map.applied(to: data)
  }

  private static func dictionary(
    _ settings: LabSettings, count: Int
  ) throws(LabError) -> Matrix? {
    guard let path = settings.file(Lab.dictionary) else { return nil }
    if let idle = [Lab.norm, Lab.boundary].first(where: settings.isGiven) {
      throw .illegal("\(idle.option) belongs to total variation and has no effect with --dict")
    }
    let atoms = try CodingData.table(path, settings.reading)
    guard atoms.rows == count else {
      throw .malformed("\(path): atoms (columns) of \(atoms.rows) numbers, but x has \(count)")
    }
    return Matrix(atoms)
  }
}
