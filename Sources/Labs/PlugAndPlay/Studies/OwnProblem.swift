// The user's operator, data and dictionary.

import Files
import LabKit
import LinearAlgebra
import Optimization

/// A, y and the prior from files.
struct OwnProblem {
  /// A, p × n.
  let map: any LinearMap
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
    let builtIn = [
      Lab.coldSteps, Lab.noise, Lab.sparsePenalty, Lab.instances, Lab.size, Lab.imagePenalty,
      Lab.imageNoise, Lab.imageTolerance,
    ]
    if let idle = builtIn.first(where: settings.isGiven) {
      throw .illegal(
        "\(idle.option) belongs to the built-in instance and has no effect with \(Lab.data.option)")
    }
    guard settings.seed == 0 else {
      throw .illegal("--seed has no effect with \(Lab.data.option): nothing is drawn")
    }
    let table = try CodingData.table(path, settings.reading)
    let isSignal = min(table.rows, table.columns) == 1
    let own = isSignal ? (1, table.values.count) : (table.rows, table.columns)
    let text = settings.text(Lab.map)
    guard text?.isEmpty != true else { throw .illegal("\(Lab.map.option): no operator") }
    let parts = (text ?? "").split(separator: ":", maxSplits: 1).map(String.init)
    let isFile = text != nil && parts.first != "blur" && parts.first != "mask"
    if settings.isGiven(Lab.width), !isFile {
      throw .illegal(
        "\(Lab.width.option) requires \(Lab.map.option) with a file; otherwise \(path) has the shape of the image"
      )
    }
    self.path = path
    data = table.values
    switch parts.first {
    case nil:
      shape = own
      map = MaskMap(kept: Array(0..<data.count), columns: data.count)
    case "blur":
      shape = own
      map = try Self.blur(parts.count > 1 ? parts[1] : "", own)
    case "mask":
      guard parts.count > 1 else { throw .illegal("\(Lab.map.option) mask: names no file") }
      let mask = try CodingData.table(parts[1], settings.reading)
      let isRow = min(mask.rows, mask.columns) == 1
      shape = isRow ? (1, mask.values.count) : (mask.rows, mask.columns)
      let selection = MaskMap(mask: mask.values.map { $0 != 0 })
      guard selection.rows == data.count || mask.values.count == data.count else {
        throw .malformed(
          "\(path): \(data.count) numbers, but \(parts[1]) keeps \(selection.rows) of \(mask.values.count)"
        )
      }
      map = selection
    default:
      let rows = try CodingData.table(text ?? "", settings.reading)
      guard rows.rows == data.count else {
        throw .malformed(
          "\(path): \(data.count) numbers, but the operator of \(text ?? "") has \(rows.rows) rows")
      }
      map = Matrix(rows: rows.rows, columns: rows.columns, rowMajor: rows.values)
      let width = settings.isGiven(Lab.width) ? settings.integer(Lab.width) : rows.columns
      guard rows.columns.isMultiple(of: width) else {
        throw .illegal(
          "\(Lab.width.option) \(width) does not divide the \(rows.columns) columns of \(text ?? "")"
        )
      }
      shape = (rows.columns / width, width)
    }
    dictionary = try Self.dictionary(settings, count: map.columns)
    guard data.contains(where: { $0 != 0 }) else { throw .malformed("\(path): only zeros") }
  }

  /// The numbers that are measured: those of the data, or of a whole image those that the mask keeps.
  var measured: [Double] {
    data.count == map.rows ? data : map.applied(to: data)
  }

  private static func blur(
    _ text: String, _ shape: (height: Int, width: Int)
  ) throws(LabError) -> any LinearMap {
    let kernel = text.split(separator: ",", omittingEmptySubsequences: false).map { Double($0) }
    let numbers = kernel.compactMap { $0 }.filter(\.isFinite)
    let least = shape.height == 1 ? shape.width : min(shape.height, shape.width)
    guard numbers.count == kernel.count, numbers.count % 2 == 1, numbers.count <= least,
      numbers.contains(where: { $0 != 0 })
    else {
      throw .illegal(
        "\(Lab.map.option) blur:\(text): an odd number of finite numbers, at most \(least) here and not all 0, such as "
          + "blur:0.25,0.5,0.25")
    }
    return shape.height == 1
      ? CirculantMap(kernel: numbers, length: shape.width)
      : ImageConvolution(separable: numbers, height: shape.height, width: shape.width)
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
    return Matrix(rows: atoms.rows, columns: atoms.columns, rowMajor: atoms.values)
  }
}
