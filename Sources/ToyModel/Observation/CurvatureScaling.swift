// How the first parameter of an algorithm scales with the curvature of the problem.

/// The value of the first parameter that an algorithm has in a direction with the singular value a of A.
///
/// Dividing the lower level by a², ½a²(z−x/a)² + ½s z² becomes ½(z−x/a)² + ½(s/a²)z², the problem of a denoiser; a step of
/// size ω for the first is a step of size ωa² for the second.
package enum CurvatureScaling: Sendable {
  /// ωa²: a step size, or a time.
  case proportional
  /// ρ/a²: a penalty that is compared with the curvature.
  case reciprocal
  /// The same, as for a factor of the output, or no parameter.
  case constant

  /// The factor of the parameter for a relative curvature.
  ///
  /// - Parameter curvature: a²/b² > 0, with b the singular value where the factor is 1.
  /// - Returns: The factor.
  func factor(_ curvature: Double) -> Double {
    switch self {
    case .proportional: curvature
    case .reciprocal: 1 / curvature
    case .constant: 1
    }
  }
}
