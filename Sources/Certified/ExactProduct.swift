// Products of matrices between certain bounds, by BLAS without rounding.

import Intervals
import LinearAlgebra

/// A matrix of numbers of twice the precision of Double, column after column.
struct DoubledMatrix: Sendable {
  let rows: Int
  let columns: Int
  var entries: [DoubleDouble]

  init(rows: Int, columns: Int, entries: [DoubleDouble]) {
    self.rows = rows
    self.columns = columns
    self.entries = entries
  }

  init(_ matrix: Matrix) {
    self.init(
      rows: matrix.rows, columns: matrix.columns, entries: matrix.elements.map { DoubleDouble($0) })
  }

  subscript(_ i: Int, _ j: Int) -> DoubleDouble {
    get { entries[i + j * rows] }
    set { entries[i + j * rows] = newValue }
  }

  var transposed: DoubledMatrix {
    var result = DoubledMatrix(
      rows: columns, columns: rows, entries: Array(repeating: DoubleDouble(0), count: entries.count)
    )
    for j in 0..<columns {
      for i in 0..<rows { result[j, i] = self[i, j] }
    }
    return result
  }

  /// The magnitudes, rounded up.
  var magnitudes: Matrix {
    Matrix(
      rows: rows, columns: columns, elements: entries.map { Interval($0).magnitude.upperBound })
  }
}

/// A matrix of intervals, column after column.
struct IntervalMatrix: Sendable {
  let rows: Int
  let columns: Int
  var entries: [Interval]

  init(rows: Int, columns: Int, entries: [Interval]) {
    self.rows = rows
    self.columns = columns
    self.entries = entries
  }

  init(_ matrix: Matrix) {
    self.init(
      rows: matrix.rows, columns: matrix.columns, entries: matrix.elements.map { Interval($0) })
  }

  subscript(_ i: Int, _ j: Int) -> Interval { entries[i + j * rows] }

  /// One number of each interval.
  var center: DoubledMatrix {
    DoubledMatrix(rows: rows, columns: columns, entries: entries.map(\.lower))
  }

  /// The largest distances of numbers in the intervals from ``center``.
  var radius: Matrix {
    Matrix(rows: rows, columns: columns, elements: entries.map(\.width))
  }

  /// Sums, entry by entry.
  static func + (a: IntervalMatrix, b: IntervalMatrix) -> IntervalMatrix {
    IntervalMatrix(
      rows: a.rows, columns: a.columns, entries: zip(a.entries, b.entries).map { $0 + $1 })
  }

  /// The matrix with every entry widened by the same entry of another.
  func widened(by radius: Matrix) -> IntervalMatrix {
    IntervalMatrix(
      rows: rows, columns: columns,
      entries: zip(entries, radius.elements).map { $0 + Interval(-$1, $1) })
  }
}

/// PᵀQ between certain bounds.
///
/// Every column is cut into slices of whole numbers of 22 bits in a unit of its own, so that BLAS
/// multiplies up to 512 rows of them without any rounding, in any order of summation; the products are
/// summed in interval arithmetic. What five slices leave out is below 2⁻¹¹⁴ of the largest entry of the
/// column, and is bounded.
///
/// - Parameters:
///   - p: P, l × m.
///   - q: Q, l × n.
/// - Returns: PᵀQ, m × n; exact where all entries are whole multiples, of less than 22 bits, of the units
///   of their columns.
/// - Complexity: 15 products by dgemm, and O(mn) operations with intervals a block of 512 rows.
/// - SeeAlso: K. Ozaki, T. Ogita, S. Oishi and S. M. Rump, Error-free transformations of matrix
///   multiplication, Numer. Algorithms 59 (2012).
func enclosedProduct(_ p: DoubledMatrix, _ q: DoubledMatrix) -> IntervalMatrix {
  var sum = IntervalMatrix(
    rows: p.columns, columns: q.columns,
    entries: Array(repeating: .zero, count: p.columns * q.columns))
  for start in stride(from: 0, to: p.rows, by: SlicedColumns.rowLimit) {
    let range = start..<min(start + SlicedColumns.rowLimit, p.rows)
    let product = SlicedColumns(p, range).product(SlicedColumns(q, range))
    sum = start == 0 ? product : sum + product
  }
  return sum
}

/// AᵀB for a matrix A of intervals and a matrix B of single numbers.
func enclosedProduct(_ a: IntervalMatrix, _ b: DoubledMatrix) -> IntervalMatrix {
  var radius = Matrix(repeating: 0, rows: a.columns, columns: b.columns)
  radius.setProduct(a.radius, .transposed, b.magnitudes)
  // The sums of magnitudes are off by less than 2⁻⁵² of themselves a term.
  let count = Double(a.rows)
  let inflation = 1 + (count + 4) * 0x1p-51
  let tiny = count * 0x1p-1070
  let upper = Matrix(
    rows: radius.rows, columns: radius.columns,
    elements: radius.elements.map { $0 > 0 ? $0 * inflation + tiny : tiny })
  let isExact = a.entries.allSatisfy { $0.lower == $0.upper }
  let product = enclosedProduct(a.center, b)
  return isExact ? product : product.widened(by: upper)
}

/// The columns of a block of rows as sums of slices: column j is 2^e(j) Σ_a 2^(−22−23a) S_a[:, j] and a
/// remainder, with S_a of whole numbers up to 2²² and the column up to 2^e(j).
private struct SlicedColumns {
  /// The number of products of 22-bit whole numbers whose sum stays below 2⁵³.
  static let rowLimit = 512
  private static let sliceLimit = 5
  private static let bits = 22

  private let exponents: [Int]
  private let slices: [Matrix]
  /// Whether the slices leave a remainder, of less than 2⁻¹¹⁴ of 2^e(j).
  private let hasRemainder: Bool
  private let rows: Int

  init(_ matrix: DoubledMatrix, _ range: Range<Int>) {
    rows = range.count
    let (count, columns) = (range.count, matrix.columns)
    var exponents = [Int](repeating: 0, count: columns)
    var high = [Double](repeating: 0, count: count * columns)
    var low = high
    var hasRemainder = false
    matrix.entries.withUnsafeBufferPointer { entries in
      for column in 0..<columns {
        let offset = column * matrix.rows + range.lowerBound
        var largest = 0.0
        for row in 0..<count { largest = max(largest, abs(entries[offset + row].high)) }
        guard largest > 0 else { continue }
        // |high + low| is at most 2^e.
        let exponent = Int(largest.exponent) + 1
        exponents[column] = exponent
        // In two steps: a power of two may be beyond the range of Double.
        let (first, second) = (scaled(1, -exponent / 2), scaled(1, -exponent - -exponent / 2))
        for row in 0..<count {
          let entry = entries[offset + row]
          let (y, rest) = (entry.high * first * second, entry.low * first * second)
          // Tiny numbers go to the remainder before scaling can lose their bits.
          if abs(y) > 0x1p-200 { high[row + column * count] = y }
          if abs(rest) > 0x1p-200 { low[row + column * count] = rest }
          if (abs(y) <= 0x1p-200 && entry.high != 0) || (abs(rest) <= 0x1p-200 && entry.low != 0) {
            hasRemainder = true
          }
        }
      }
    }
    var slices: [Matrix] = []
    var isDone = false
    while !isDone && slices.count < Self.sliceLimit {
      var slice = [Double](repeating: 0, count: high.count)
      isDone = true
      slice.withUnsafeMutableBufferPointer { slice in
        high.withUnsafeMutableBufferPointer { high in
          low.withUnsafeMutableBufferPointer { low in
            for index in slice.indices {
              guard high[index] != 0 else { continue }
              // Rounds to a whole number: |value| is far below 2⁵¹.
              let value = high[index] * 0x1p22
              let whole = (value + 0x1.8p52) - 0x1.8p52
              slice[index] = whole
              // Both differences are exact, and so is the scaling.
              let rest = DoubleDouble(sum: (value - whole) * 2, low[index] * 0x1p23)
              high[index] = rest.high
              low[index] = rest.low
              if rest.high != 0 { isDone = false }
            }
          }
        }
      }
      slices.append(Matrix(rows: count, columns: columns, elements: slice))
    }
    self.exponents = exponents
    self.slices = slices
    self.hasRemainder = hasRemainder || !isDone
  }

  /// The product of this transposed with another.
  func product(_ other: SlicedColumns) -> IntervalMatrix {
    let (m, n) = (exponents.count, other.exponents.count)
    var sums = [Interval](repeating: .zero, count: m * n)
    var product = Matrix(repeating: 0, rows: m, columns: n)
    var hasRest = hasRemainder || other.hasRemainder
    for (a, slice) in slices.enumerated() {
      for (b, second) in other.slices.enumerated() {
        guard a + b < Self.sliceLimit else {
          hasRest = true
          continue
        }
        product.setProduct(slice, .transposed, second)
        let unit = scaled(1, -2 * Self.bits - (Self.bits + 1) * (a + b))
        product.elements.withUnsafeBufferPointer { elements in
          for index in sums.indices where elements[index] != 0 {
            sums[index] = sums[index] + Interval(elements[index] * unit)
          }
        }
      }
    }
    // Ten products of slices that are left out or of a remainder, each below 2⁻¹¹⁴ a row.
    let rest = hasRest ? 16 * Double(rows) * 0x1p-114 : 0
    let slack = Interval(-rest, rest)
    let left = exponents.map { Interval(scaled(1, $0)) }
    let right = other.exponents.map { Interval(scaled(1, $0)) }
    for j in 0..<n {
      for i in 0..<m {
        let sum = hasRest ? sums[i + j * m] + slack : sums[i + j * m]
        sums[i + j * m] = sum * left[i] * right[j]
      }
    }
    return IntervalMatrix(rows: m, columns: n, entries: sums)
  }
}

/// x·2ⁿ.
private func scaled(_ x: Double, _ exponent: Int) -> Double {
  x * Double(sign: .plus, exponent: exponent, significand: 1)
}
