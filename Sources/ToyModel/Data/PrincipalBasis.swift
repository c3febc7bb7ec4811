// A measured second moment with its eigenvectors.

public import LinearAlgebra

/// The eigenvalues of a measured C and the basis in which it is diagonal.
public struct PrincipalBasis: Sendable {
  /// The eigenvalues; those at rounding level count as 0.
  public let spectrum: Spectrum
  /// The eigenvectors, n × n, one per column, by descending eigenvalue; of m frames of more than
  /// ``dimensionLimit`` entries the m that may have an eigenvalue above 0.
  public let vectors: Matrix
  /// Beyond this n a complete basis takes gigabytes, where few frames have few directions.
  public static let dimensionLimit = 4096
  /// The number of eigenvalues that count as 0 only because double precision cannot distinguish them from 0.
  public let unresolvedCount: Int
  /// The error of each eigenvalue of ``spectrum``, one number a group; 0 for the eigenvalue 0.
  ///
  /// A first-order estimate of the effect of rounding in the decomposition, and in the factor of a given C; it
  /// is usually some powers of ten too large.
  public let eigenvalueErrors: [Double]

  /// Decomposes C by LAPACK's eigenvalues; eigenvalues below 2⁻⁵² of the largest count as 0.
  ///
  /// - Parameter matrix: C, n × n, symmetric positive semidefinite.
  /// - Throws: `LinearAlgebra.FactorizationError`.
  /// - Complexity: O(n³).
  public init(_ matrix: Matrix) throws(FactorizationError) {
    let eigen = try SymmetricEigen(matrix)
    spectrum = Spectrum(measuredEigenvalues: eigen.values)
    let n = matrix.rows
    var vectors = eigen.vectors
    for column in 0..<n {
      for row in 0..<n { vectors[row, column] = eigen.vectors[row, n - 1 - column] }
    }
    self.vectors = vectors
    let zeros = spectrum.groups.reduce(0) { $0 + ($1.eigenvalue == 0 ? $1.multiplicity : 0) }
    unresolvedCount = zeros - eigen.values.count { $0 == 0 }
    let error = Double(n) * .ulpOfOne * (spectrum.groups.first?.eigenvalue ?? 0)
    eigenvalueErrors = spectrum.groups.map { $0.eigenvalue > 0 ? error : 0 }
  }

  /// Decomposes C = (1/m) Σ yyᵀ by the singular values of its frames, which lose no digits where the
  /// coordinates of a frame, or the frames, have different scales.
  ///
  /// An eigenvalue counts as 0 where relative changes of 8n·2⁻⁵² in the entries of the frames could make it 0: the singular value is not above 8n·2⁻⁵² uᵀ|Y|v with the magnitudes of its vectors.
  ///
  /// - Parameters:
  ///   - frames: Y, one frame a row, or any F with FᵀF = YᵀY; with at least one row and column.
  ///   - count: m, at least 1.
  /// - Throws: `LinearAlgebra.FactorizationError`.
  /// - Complexity: O(max(m, n) min(m, n)²), and O(mn²) for a complete basis where m < n.
  public init(frames: Matrix, count: Int) throws(FactorizationError) {
    let n = frames.columns
    let frames = frames.rows > max(Self.frameLimit, 4 * n) ? Self.factor(of: frames) : frames
    let decomposition = try SingularValues(frames, isComplete: n <= Self.dimensionLimit)
    let noise = decomposition.rounding(ofMagnitudes: frames.magnitudes)
    var unresolved = 0
    var values = [Double](repeating: 0, count: n)
    var errors = values
    for (index, value) in decomposition.values.enumerated() {
      if value > noise[index] {
        values[index] = value * (value / Double(count))
        errors[index] = 2 * value * (noise[index] / Double(count))
      } else if value > 0 {
        unresolved += 1
      }
    }
    // A value that counts as 0 may stand before one that does not.
    let order = values.indices.sorted { (values[$0], $1) > (values[$1], $0) }
    var vectors = decomposition.right
    for (column, source) in order.enumerated().prefix(vectors.columns) where column != source {
      for row in 0..<n { vectors[row, column] = decomposition.right[row, source] }
    }
    spectrum = Spectrum(eigenvalues: values)
    self.vectors = vectors
    unresolvedCount = unresolved
    eigenvalueErrors = spectrum.largest(order.map { errors[$0] })
  }

  /// More frames are reduced to n rows first: the row pivoting of the singular values takes O(m²).
  private static let frameLimit = 4096

  /// A factor F of n rows with FᵀF = YᵀY, from the largest frame to the smallest, so that small frames keep
  /// their digits next to large ones.
  ///
  /// - SeeAlso: A. J. Cox and N. J. Higham, Stability of Householder QR factorization for weighted least
  ///   squares problems, Numerical Analysis 1997 (1998).
  private static func factor(of frames: Matrix) -> Matrix {
    let (m, n) = (frames.rows, frames.columns)
    var sizes = [Double](repeating: 0, count: m)
    for column in 0..<n {
      for row in 0..<m { sizes[row] = max(sizes[row], abs(frames.elements[row + column * m])) }
    }
    let order = sizes.indices.sorted { (-sizes[$0], $0) < (-sizes[$1], $1) }
    var factor = FrameFactor(dimension: n)
    var block: [Double] = []
    for start in stride(from: 0, to: m, by: 1024) {
      block.removeAll(keepingCapacity: true)
      for row in order[start..<min(start + 1024, m)] {
        for column in 0..<n { block.append(frames.elements[row + column * m]) }
      }
      factor.add(frames: block)
    }
    return factor.matrix()
  }

  /// Decomposes a C that is given, by the singular values of a factor of it.
  ///
  /// Scaling the variables costs no digits.
  ///
  /// - Parameter covariance: C, n × n, symmetric positive semidefinite, n ≥ 1.
  /// - Throws: `LinearAlgebra.FactorizationError`.
  /// - Complexity: O(n³).
  public init(covariance: Matrix) throws(FactorizationError) {
    let factor = covariance.scaledFactor()
    guard factor.rows > 0 else {
      spectrum = Spectrum(eigenvalues: Array(repeating: 0, count: covariance.rows))
      vectors = .identity(covariance.rows)
      unresolvedCount = 0
      eigenvalueErrors = spectrum.groups.map { _ in 0 }
      return
    }
    let basis = try PrincipalBasis(frames: factor, count: 1)
    spectrum = basis.spectrum
    vectors = basis.vectors
    // Variables that the factor leaves out, unless all their entries are 0.
    let used = (0..<covariance.rows).count { covariance[$0, $0] > 0 }
    unresolvedCount = basis.unresolvedCount + used - factor.rows
    // The factor has rounding errors below n·2⁻⁵²√(CᵢᵢCⱼⱼ) in entry i, j of FᵀF.
    let unit = Double(covariance.rows) * .ulpOfOne
    let factorErrors = (0..<basis.vectors.columns).map { column in
      let sum = (0..<covariance.rows).reduce(0.0) { sum, row in
        sum + abs(basis.vectors[row, column]) * max(covariance[row, row], 0).squareRoot()
      }
      return unit * sum * sum
    }
    eigenvalueErrors = zip(basis.eigenvalueErrors, spectrum.largest(factorErrors)).map { $0 + $1 }
  }
}

extension Spectrum {
  /// The largest of the numbers of each group; 0 for the eigenvalue 0.
  ///
  /// - Parameter numbers: One a direction, by descending eigenvalue; where they end the eigenvalue is 0.
  /// - Returns: One number a group.
  fileprivate func largest(_ numbers: [Double]) -> [Double] {
    var start = 0
    return groups.map { group in
      defer { start += group.multiplicity }
      guard group.eigenvalue > 0 else { return 0 }
      return numbers.dropFirst(start).prefix(group.multiplicity).max() ?? 0
    }
  }

  /// The spectrum of a decomposed second moment.
  ///
  /// Eigenvalues below n·2⁻⁵²·γ₁ are rounding errors of a decomposition in double precision and
  /// count as 0: fewer frames than dimensions leave directions without any signal.
  ///
  /// - Parameter values: n finite eigenvalues in any order, at least one.
  init(measuredEigenvalues values: [Double]) {
    let threshold = Double(values.count) * .ulpOfOne * (values.max() ?? 0)
    self.init(eigenvalues: values.map { $0 > threshold ? $0 : 0 })
  }
}
