// The methods for the user's data.

import LabKit

/// A way to reconstruct.
enum OwnMethod: String, CaseIterable, Sendable {
  /// The least-squares solution on the directions of large singular values.
  case cutoff = "cut-off"
  /// ½‖Ax − b‖² + ½λ‖x‖².
  case tikhonov
  /// Landweber's iteration, stopped early.
  case landweber
  /// The linearised Bregman iteration, stopped early.
  case bregman
  /// ½‖Ax − b‖² + λ‖Dx‖₁, for images with the Euclidean norm of both differences of a pixel.
  case tv
  /// ½‖Ax − b‖² + α‖Dx − v‖₁ + β‖D'v‖₁.
  case tgv
  /// Filtered back-projection.
  case fbp

  /// Whether the method, or its certificate, uses singular values where they can be computed.
  var usesSingularValues: Bool {
    switch self {
    case .cutoff, .tikhonov, .landweber, .bregman: true
    case .tv, .tgv, .fbp: false
    }
  }

  /// Whether the method can be used with an operator.
  ///
  /// - Parameters:
  ///   - map: The operator.
  ///   - isDense: Whether its singular values can be computed.
  /// - Returns: nil, or the reason why not.
  func objection(_ map: ForwardOperator, isDense: Bool) -> String? {
    let isImage = if case .radon = map.kind { true } else { false }
    return switch self {
    case .cutoff where !isDense:
      "the singular values of a \(map.rows) × \(map.columns) map are too many to compute; at most \(SingularRange.denseLimit) rows or columns"
    case .tgv where isImage: "it is for signals, and the operator is for images"
    case .tv where map.columns < 3, .tgv where map.columns < 3:
      "signals of \(map.columns) samples have too few differences"
    case .fbp where !isImage: "it is the inverse of line integrals, --operator radon:ANGLES"
    default: nil
    }
  }
}
