// The eigenvalues of a symmetric positive semidefinite matrix between certain bounds.

import Intervals
import LinearAlgebra
import ToyModel

/// Enclosures of the eigenvalues of every symmetric positive semidefinite matrix in an interval matrix.
///
/// A basis V of approximate eigenvectors, in twice the precision of Double, makes S = VᵀCV nearly diagonal
/// and G = VᵀV nearly the identity; both are enclosed. By Ostrowski's theorem the eigenvalues of S are
/// those of C times factors within 1 ± ‖G − I‖. Those of S lie in the discs of Gershgorin of DSD⁻¹ with
/// D = diag(√sᵢᵢ), the radius of which is sᵢᵢ Σⱼ |sᵢⱼ|/√(sᵢᵢsⱼⱼ): small relative to each eigenvalue, however
/// small that is, where the columns of V are eigenvectors to working precision in the scale of C. The
/// union of m discs that overlap contains m eigenvalues. Certainty does not depend on how V is found.
///
/// Complexity: some dozens of products of n × n matrices.
struct EnclosedEigenvalues {
  /// The eigenvalues in descending order; those that cannot be separated have the same enclosure.
  let values: [Interval]

  /// Encloses the eigenvalues.
  ///
  /// - Parameters:
  ///   - matrix: C, n × n, all of it.
  ///   - stepLimit: The number of bases to try after the first one; with fewer the bounds are wider.
  init(_ matrix: IntervalMatrix, stepLimit: Int = 8) {
    let n = matrix.rows
    // C = DAD with A of a diagonal of about 1, by powers of two: products with slices of a column would
    // lose its small entries.
    let scales = (0..<n).map { row -> Double in
      let size = matrix[row, row].magnitude.upperBound.squareRoot()
      return size > 0 ? Double(sign: .plus, exponent: size.exponent, significand: 1) : 1
    }
    let scaled = matrix.divided(by: scales)
    var basis = DoubledMatrix(.identity(n))
    var form = DiagonalForm(s: matrix, g: IntervalMatrix(.identity(n)))
    var best = form
    // A step may spoil what the next one brings to twice the precision.
    var failures = 0
    for _ in 0..<stepLimit where form.defect > Self.precision && failures < 2 {
      basis = form.improved(basis).rounded(for: scales)
      form = DiagonalForm(scaled, scales, basis)
      guard form.defect.isFinite else { break }
      let isBetter = form.defect < 0.25 * best.defect
      failures = isBetter || form.isFar ? 0 : failures + 1
      if form.defect < best.defect { best = form }
    }
    values = best.eigenvalues()
  }

  /// The precision at which S and G are as good as their enclosures.
  private static let precision = 0x1p-90
}

/// S = VᵀCV and G = VᵀV, enclosed.
private struct DiagonalForm {
  let s: IntervalMatrix
  let g: IntervalMatrix
  /// √sᵢᵢ, about; a positive number where that is 0.
  let scales: [Double]
  /// Whether a row of S is 0, by sᵢᵢ = 0.
  let isNull: [Bool]
  /// Whether the enclosure of sᵢᵢ shows little more than that it is small.
  let isVague: [Bool]
  /// The largest sum of a row of |sᵢⱼ|/√(sᵢᵢsⱼⱼ), i ≠ j and not both vague, and of |gᵢⱼ − δᵢⱼ|.
  private(set) var defect: Double

  /// The forms of C = DAD in a basis V, with S = (DV)ᵀA(DV).
  init(_ matrix: IntervalMatrix, _ scales: [Double], _ basis: DoubledMatrix) {
    let scaled = basis.multiplied(by: scales)
    // A = Aᵀ.
    let image = enclosedProduct(matrix, scaled)
    self.init(s: enclosedProduct(image, scaled), g: enclosedProduct(basis, basis))
  }

  /// Whether the basis is too far from eigenvectors for steps in twice the precision.
  var isFar: Bool { defect > 0x1p-7 }

  init(s: IntervalMatrix, g: IntervalMatrix) {
    self.s = s
    self.g = g
    let diagonal = (0..<s.rows).map { s[$0, $0] }
    isNull = s.isNull
    isVague = diagonal.map { !($0.relativeWidth <= 0x1p-20) }
    scales = diagonal.map {
      let size = $0.magnitude.upperBound.squareRoot()
      return size > 0 ? size : 1
    }
    defect = 0
    for i in 0..<s.rows {
      let row = rowSum(i) { isVague[i] && isVague[$0] }.upperBound
      let shift = shift(i).upperBound
      defect = row.isFinite && shift.isFinite ? max(defect, row, shift) : .infinity
    }
  }

  /// Σⱼ |sᵢⱼ|/(dᵢdⱼ), j ≠ i, without some of the columns.
  private func rowSum(_ i: Int, without isLeftOut: (Int) -> Bool = { _ in false }) -> Interval {
    var sum = Interval.zero
    // Cv = 0 follows from vᵀCv = 0.
    for j in 0..<s.rows where j != i && !isNull[i] && !isNull[j] && !isLeftOut(j) {
      sum = sum + s[j, i].magnitude / Interval(scales[j])
    }
    return sum / Interval(scales[i])
  }

  /// Σⱼ |gᵢⱼ − δᵢⱼ|.
  private func shift(_ i: Int) -> Interval {
    var sum = Interval.zero
    for j in 0..<g.rows { sum = sum + (i == j ? g[j, i] - 1 : g[j, i]).magnitude }
    return sum
  }

  // MARK: Bounds

  /// The eigenvalues of C in descending order.
  func eigenvalues() -> [Interval] {
    let n = s.rows
    let shift = (0..<n).reduce(0.0) { max($0, self.shift($1).upperBound) }
    guard shift < 0.5, defect.isFinite else { return Array(repeating: .line, count: n) }
    let factor = Interval(1.0) + Interval(-shift, shift)
    let discs = (0..<n).map { i -> Interval in
      let size = Interval(scales[i]).squared
      let radius = (size * rowSum(i)).upperBound
      return s[i, i] + Interval(-radius, radius)
    }
    // Discs that meet, from the largest on.
    var values: [Interval] = []
    var component: (disc: Interval, count: Int)?
    for disc in discs.sorted(by: { $1.isBefore($0) }) {
      if let last = component, !disc.isBelow(last.disc) {
        component = (last.disc.hull(disc), last.count + 1)
      } else {
        if let last = component { values += Array(repeating: last.disc, count: last.count) }
        component = (disc, 1)
      }
    }
    if let last = component { values += Array(repeating: last.disc, count: last.count) }
    return values.map { ($0 / factor).maximum(.zero) }
  }

  // MARK: A better basis

  /// The basis with its columns turned to nearer eigenvectors.
  ///
  /// Far from them by a decomposition in double precision of S, which sees the scale of each column;
  /// near them by a step of Newton's method, I + E with
  /// eᵢⱼ = (sᵢⱼ − λⱼ(gᵢⱼ − δᵢⱼ))/(λⱼ − λᵢ) (Ogita and Aishima 2018), and where eigenvalues are too close for
  /// that, by a decomposition of their part of S.
  func improved(_ basis: DoubledMatrix) -> DoubledMatrix {
    let n = s.rows
    guard !isFar else {
      let rounded = Matrix(
        rows: n, columns: n, elements: s.entries.map { min(max($0.middle, -1e300), 1e300) })
      guard let vectors = try? PrincipalBasis(covariance: rounded).vectors else { return basis }
      return product(basis, DoubledMatrix(vectors))
    }
    let values = (0..<n).map { s[$0, $0].center / g[$0, $0].center }
    /// sᵢⱼ − λⱼ(gᵢⱼ − δᵢⱼ), i ≠ j; 0 where that is no more than its enclosure is wide.
    func residual(_ i: Int, _ j: Int) -> Double {
      let value = (s[i, j].center - values[j] * g[i, j].center).high
      return abs(value) > s[i, j].width + abs(values[j].high) * g[i, j].width ? value : 0
    }
    // Eigenvalues that are too close for a step, as they follow from one another.
    var cluster = Array(0..<n)
    for j in 0..<n {
      for i in 0..<j where cluster[i] != cluster[j] && !(isVague[i] && isVague[j]) {
        guard abs(residual(i, j)) > 0x1p-6 * abs((values[j] - values[i]).high) else { continue }
        let (old, new) = (cluster[j], cluster[i])
        for index in 0..<n where cluster[index] == old { cluster[index] = new }
      }
    }
    var step = DoubledMatrix(.identity(n))
    for j in 0..<n {
      step[j, j] = DoubleDouble(1) + DoubleDouble(0.5 * (DoubleDouble(1) - g[j, j].center).high)
      for i in 0..<n where i != j {
        let gap = (values[j] - values[i]).high
        // Without a residual that can be seen, only orthogonality is to be mended.
        let value = residual(i, j)
        let isApart = cluster[i] != cluster[j] && value != 0 && abs(value) <= 0x1p-6 * abs(gap)
        step[i, j] = DoubleDouble(isApart ? value / gap : -0.5 * g[i, j].center.high)
      }
    }
    let turned = product(basis, step)
    guard let rotation = rotation(within: cluster, values) else { return turned }
    return product(turned, DoubledMatrix(rotation))
  }

  /// VW, about, with the digits of small entries: those of large variables and small eigenvalues are kept
  /// by scaling rows of W with the roots of eigenvalues, the others without.
  private func product(_ basis: DoubledMatrix, _ step: DoubledMatrix) -> DoubledMatrix {
    let powers = scales.map { Double(sign: .plus, exponent: $0.exponent, significand: 1) }
    let rows = basis.transposed
    let scaled = enclosedProduct(
      rows.multiplied(by: powers.map { 1 / $0 }), step.multiplied(by: powers))
    let plain = enclosedProduct(rows, step)
    return DoubledMatrix(
      rows: plain.rows, columns: plain.columns,
      entries: zip(plain.entries, scaled.entries).map { ($0.intersection($1) ?? $0).center })
  }

  /// The eigenvectors of S within clusters of eigenvalues, by their differences from one of them; nil
  /// where there is no cluster.
  private func rotation(within cluster: [Int], _ values: [DoubleDouble]) -> Matrix? {
    let n = s.rows
    var rotation = Matrix.identity(n)
    var isRotated = false
    for label in Set(cluster).sorted() {
      let members = (0..<n).filter { cluster[$0] == label }
      guard members.count > 1 else { continue }
      var part = Matrix(repeating: 0, rows: members.count, columns: members.count)
      for (a, i) in members.enumerated() {
        for (b, j) in members.enumerated() {
          let mean = DoubleDouble(0.5) * (values[i] + values[j])
          part[a, b] =
            i == j
            ? (values[i] - values[members[0]]).high
            : (s[i, j].center - mean * g[i, j].center).high
        }
      }
      guard let vectors = try? SymmetricEigen(part.symmetricPart).vectors else { continue }
      isRotated = true
      for (a, i) in members.enumerated() {
        for (b, j) in members.enumerated() { rotation[i, j] = vectors[a, b] }
      }
    }
    return isRotated ? rotation : nil
  }
}

extension DoubledMatrix {
  /// DV for a diagonal of powers of two; exact for what ``rounded(for:)`` returns.
  fileprivate func multiplied(by scales: [Double]) -> DoubledMatrix {
    var result = self
    for column in 0..<columns {
      for row in 0..<rows {
        let entry = self[row, column]
        result[row, column] = DoubleDouble(entry.high * scales[row], entry.low * scales[row])
      }
    }
    return result
  }

  /// The matrix without the parts of numbers that scaling would push out of the range of Double.
  fileprivate func rounded(for scales: [Double]) -> DoubledMatrix {
    func kept(_ part: Double, _ scale: Double) -> Double {
      abs(part) > 0x1p-960 && abs(part * scale) > 0x1p-960 ? part : 0
    }
    var result = self
    for column in 0..<columns {
      for row in 0..<rows {
        let entry = self[row, column]
        let high = kept(entry.high, scales[row])
        result[row, column] = DoubleDouble(high, high == 0 ? 0 : kept(entry.low, scales[row]))
      }
    }
    return result
  }
}

extension IntervalMatrix {
  /// D⁻¹CD⁻¹ for a diagonal of powers of two.
  fileprivate func divided(by scales: [Double]) -> IntervalMatrix {
    var entries: [Interval] = []
    entries.reserveCapacity(self.entries.count)
    for j in 0..<columns {
      for i in 0..<rows { entries.append(self[i, j] / Interval(scales[i]) / Interval(scales[j])) }
    }
    return IntervalMatrix(rows: rows, columns: columns, entries: entries)
  }

  /// Whether a row of a positive semidefinite matrix is 0, as its entry on the diagonal is.
  fileprivate var isNull: [Bool] {
    (0..<rows).map { row in
      self[row, row].isZero && (0..<columns).allSatisfy { self[$0, row].contains(0) }
    }
  }
}

extension Interval {
  /// A number in the middle.
  fileprivate var center: DoubleDouble { DoubleDouble(0.5) * (lower + upper) }

  /// An order by lower ends.
  fileprivate func isBefore(_ other: Interval) -> Bool {
    (lower - other.lower).high < 0
  }
}
