// The total variation of images, and its dual ball.

public import LinearAlgebra

/// Total variation TV(x) = Σ |(Dx)_p| of an image of h × w pixels, stored row by row: pixel (i, j) is at iw + j.
///
/// D has the two forward differences of every pixel. Anisotropic total variation adds up their magnitudes; isotropic
/// total variation adds up their Euclidean norms, one per pixel. TV is the support function of the dual ball
/// {Dᵀu : |u_p| ≤ 1}, where |·| is the maximum norm or the Euclidean norm of the two entries of a pixel.
public struct ImageTotalVariation: Sendable, Equatable {
  /// D, 2hw × hw: the differences down the columns, then those along the rows.
  public let gradient: StencilMap
  /// The norm of the two differences of a pixel.
  public let norm: PairNorm

  /// Creates the function.
  ///
  /// - Parameters:
  ///   - height: h ≥ 1.
  ///   - width: w ≥ 1.
  ///   - boundary: `.open` for no differences across the edge, which are Neumann boundary conditions; `.periodic` for
  ///     those to the opposite side.
  ///   - norm: The norm of the two differences of a pixel.
  public init(height: Int, width: Int, boundary: StencilMap.Boundary, norm: PairNorm) {
    gradient = StencilMap(height: height, width: width, boundary: boundary)
    self.norm = norm
  }

  /// The number of pixels n = hw.
  public var pixelCount: Int { gradient.columns }

  /// An upper bound on ‖D‖₂², 8; tight as h and w grow.
  public static let squaredNormBound = 8.0

  /// TV(x).
  ///
  /// - Parameter image: x, n numbers.
  /// - Returns: The sum of the norms of all differences.
  /// - Complexity: O(n).
  public func value(_ image: [Double]) -> Double { sum(gradient.applied(to: image)) }

  /// The sum of the norms of differences that are known.
  ///
  /// - Parameter differences: 2n numbers in the order of D.
  /// - Returns: Σ |·| over the pixels.
  public func sum(_ differences: [Double]) -> Double {
    let n = pixelCount
    precondition(differences.count == 2 * n, "\(differences.count) differences of \(n) pixels")
    return norm.sum(differences)
  }

  /// The dual norm max |u_p| of a dual variable; Dᵀu is in λ times the dual ball if it is at most λ.
  ///
  /// - Parameter dual: u, 2n numbers in the order of D.
  /// - Returns: The largest magnitude, or the largest Euclidean norm of the two entries of a pixel.
  public func dualNorm(_ dual: [Double]) -> Double {
    let n = pixelCount
    precondition(dual.count == 2 * n, "\(dual.count) dual variables of \(n) pixels")
    return norm.dualNorm(dual)
  }

  /// The feasible point nearest to a dual variable: entries cut off at ±λ, or pairs shortened to the length λ.
  ///
  /// - Parameters:
  ///   - dual: u, 2n numbers in the order of D.
  ///   - weight: λ ≥ 0.
  public func project(_ dual: inout [Double], weight: Double) {
    let n = pixelCount
    precondition(
      dual.count == 2 * n && weight >= 0,
      "\(dual.count) dual variables of \(n) pixels, λ = \(weight)")
    for i in 0..<n {
      (dual[i], dual[n + i]) = norm.projected(dual[i], dual[n + i], weight)
    }
  }
}
