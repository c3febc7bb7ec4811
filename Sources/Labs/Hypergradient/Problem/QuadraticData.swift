// The matrices of a quadratic problem, from files or built in.

import Files
import LabKit
import Libc
import LinearAlgebra

/// H, b, t and C of G = ½zᵀHz − (b + Cλ)ᵀz and F = ½‖z − t‖².
struct QuadraticData: Sendable {
  /// H, d × d.
  let hessian: Matrix
  /// b, d numbers.
  let linear: [Double]
  /// t, d numbers.
  let target: [Double]
  /// C, d × p.
  let mixed: Matrix

  private init(hessian: Matrix, linear: [Double], target: [Double], mixed: Matrix) {
    self.hessian = hessian
    self.linear = linear
    self.target = target
    self.mixed = mixed
  }

  /// Reads H, b, t and, if given, C.
  ///
  /// - Parameters:
  ///   - paths: Three or four files.
  ///   - settings: The settings, which say how files are read.
  /// - Throws: ``LabError`` where a shape does not fit, H is not symmetric, or numbers are too large or too small.
  init(_ paths: [String], _ settings: LabSettings) throws(LabError) {
    func numbers(_ path: String) throws(LabError) -> NumericTable {
      let table = try read(NumericTable(path: path, reading: settings.reading))
      try read(table.requireModerate(in: path))
      return table
    }
    let first = try numbers(paths[0])
    let d = first.rows
    guard first.columns == d else {
      throw .malformed("\(paths[0]): H is \(first.rows) × \(first.columns), not square")
    }
    func vector(_ index: Int, _ name: String) throws(LabError) -> [Double] {
      let table = try numbers(paths[index])
      guard table.values.count == d, table.rows == 1 || table.columns == 1 else {
        throw .malformed(
          "\(paths[index]): \(name) is \(table.rows) × \(table.columns); it must have \(d) numbers, one for each row of H"
        )
      }
      return table.values
    }
    let (b, t) = (try vector(1, "b"), try vector(2, "t"))
    var matrix = Matrix(first)
    let largest = maximumNorm(matrix.elements)
    for i in 0..<d {
      for j in 0..<i where abs(matrix[i, j] - matrix[j, i]) > 1e-8 * largest {
        throw .malformed(
          "\(paths[0]): H is not symmetric: row \(i + 1), column \(j + 1) is \(matrix[i, j]), not "
            + "\(matrix[j, i])")
      }
    }
    matrix = matrix.symmetricPart
    guard CholeskyFactorization(matrix) != nil else {
      throw .malformed("\(paths[0]): H is not positive definite, so that G has no unique minimum")
    }
    var c = Matrix.identity(d)
    if paths.count > 3 {
      let table = try numbers(paths[3])
      guard table.rows == d else {
        throw .malformed("\(paths[3]): C has \(table.rows) rows; it must have \(d), like H")
      }
      c = Matrix(table)
    }
    self.init(hessian: matrix, linear: b, target: t, mixed: c)
  }

  /// The built-in problem in twelve variables, of condition number 50.
  ///
  /// - Parameter seed: The seed of the draw.
  /// - Returns: The problem.
  static func builtIn(seed: UInt64) -> QuadraticData {
    var generator = CounterGenerator(seed: 1501, shift: seed)
    let d = 12
    let spectrum = (0..<d).map { pow(50, Double($0) / Double(d - 1) - 1) }
    return QuadraticData(
      hessian: .rotated(spectrum, &generator), linear: generator.normals(d),
      target: generator.normals(d), mixed: .identity(d))
  }
}

extension Matrix {
  /// Q diag(s) Qᵀ for the orthogonal factor Q of a normal random matrix.
  static func rotated(_ spectrum: [Double], _ generator: inout CounterGenerator) -> Matrix {
    rotated(
      spectrum,
      by: QRFactorization(generator.normals(rows: spectrum.count, columns: spectrum.count)).q)
  }

  /// Q diag(s) Qᵀ.
  static func rotated(_ spectrum: [Double], by q: Matrix) -> Matrix {
    var scaled = q
    scaled.scaleColumns(spectrum)
    return scaled.multiplied(by: q.transposed).symmetricPart
  }
}
