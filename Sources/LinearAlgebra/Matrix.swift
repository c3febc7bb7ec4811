// A dense real matrix: the value type in which R, T and C travel through the package.

/// A dense real matrix in column-major order, the order of BLAS and LAPACK.
///
/// Copies share storage until one of them is written to. Dimensions may be zero. For diagonal or
/// spectral data use an array of `Double`: nothing here exploits structure. Methods that begin with `set`
/// or `add` write into existing storage, for loops that must not allocate.
///
/// - SeeAlso: ``SymmetricEigen`` and ``SingularValues`` for decompositions.
public struct Matrix: Sendable, Equatable {
  /// The number of rows, at least 0: the length of a column.
  public let rows: Int
  /// The number of columns, at least 0.
  public let columns: Int
  /// The entries, column after column: entry (i, j) is at `i + j * rows`.
  public internal(set) var elements: [Double]

  /// Creates a matrix from its entries in column-major order.
  ///
  /// - Parameters:
  ///   - rows: m ≥ 0, below 2³¹.
  ///   - columns: n ≥ 0, below 2³¹.
  ///   - elements: mn numbers, column after column.
  public init(rows: Int, columns: Int, elements: [Double]) {
    precondition(
      rows >= 0 && columns >= 0 && elements.count == rows * columns,
      "a \(rows) × \(columns) matrix needs \(rows * columns) entries, not \(elements.count)")
    precondition(
      rows <= Int32.max && columns <= Int32.max,
      "a \(rows) × \(columns) matrix; LAPACK counts rows and columns in 32 bits")
    self.rows = rows
    self.columns = columns
    self.elements = elements
  }

  /// Creates a matrix from its entries, row by row.
  ///
  /// - Parameters:
  ///   - rows: m ≥ 0, below 2³¹.
  ///   - columns: n ≥ 0, below 2³¹.
  ///   - rowMajor: mn numbers, row by row.
  public init(rows: Int, columns: Int, rowMajor: [Double]) {
    self.init(rows: columns, columns: rows, elements: rowMajor)
    self = transposed
  }

  /// Creates a matrix with one value in all entries.
  ///
  /// - Parameters:
  ///   - value: The entries.
  ///   - rows: m ≥ 0, below 2³¹.
  ///   - columns: n ≥ 0, below 2³¹.
  public init(repeating value: Double, rows: Int, columns: Int) {
    self.init(
      rows: rows, columns: columns, elements: Array(repeating: value, count: rows * columns))
  }

  /// Creates a diagonal matrix.
  ///
  /// - Parameter diagonal: The n entries of the diagonal of an n × n matrix.
  public init(diagonal: [Double]) {
    self.init(repeating: 0, rows: diagonal.count, columns: diagonal.count)
    for (i, value) in diagonal.enumerated() { self[i, i] = value }
  }

  /// The identity.
  ///
  /// - Parameter dimension: n ≥ 0.
  /// - Returns: I, n × n.
  public static func identity(_ dimension: Int) -> Matrix {
    Matrix(diagonal: Array(repeating: 1, count: dimension))
  }

  /// The entry in row `i` and column `j`, both from 0.
  ///
  /// - Precondition: 0 ≤ i < m and 0 ≤ j < n. A row beyond the last is not an entry of the next column.
  public subscript(i: Int, j: Int) -> Double {
    get {
      checkIndices(i, j)
      return elements[i + j * rows]
    }
    set {
      checkIndices(i, j)
      elements[i + j * rows] = newValue
    }
  }

  private func checkIndices(_ i: Int, _ j: Int) {
    precondition(
      i >= 0 && i < rows && j >= 0 && j < columns,
      "entry (\(i), \(j)) of a \(rows) × \(columns) matrix")
  }

  /// True where there are as many rows as columns.
  public var isSquare: Bool { rows == columns }

  /// The transpose Aᵀ, n × m.
  ///
  /// - Complexity: O(mn).
  public var transposed: Matrix {
    var result = Matrix(repeating: 0, rows: columns, columns: rows)
    for j in 0..<columns {
      for i in 0..<rows { result[j, i] = self[i, j] }
    }
    return result
  }

  /// The symmetric part ½(A + Aᵀ), the nearest symmetric matrix in the Frobenius norm.
  ///
  /// - Precondition: A is n × n.
  /// - Complexity: O(n²).
  public var symmetricPart: Matrix {
    precondition(isSquare, "the symmetric part of a \(rows) × \(columns) matrix does not exist")
    var result = self
    for j in 0..<columns {
      for i in 0..<j {
        // Halves first: the sum of two large entries of one sign must not overflow.
        let mean = 0.5 * self[i, j] + 0.5 * self[j, i]
        result[i, j] = mean
        result[j, i] = mean
      }
    }
    return result
  }
}
