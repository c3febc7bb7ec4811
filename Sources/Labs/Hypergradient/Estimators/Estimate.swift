// An estimate of the gradient, with its error split by cause.

import LabKit
import LinearAlgebra

/// The cause of an error.
enum Blame: String, Sendable {
  /// No cause: the error is as small as requested.
  case none
  /// The term −Cᵀv is left out.
  case missingTerm = "no implicit term"
  /// z_N is not z*.
  case inner = "inner accuracy"
  /// Hv = ∂_zF is not solved accurately.
  case system = "linear solve"
  /// Back-propagation stops too early.
  case truncation
  /// The support of z_N differs from that of z*.
  case support = "support not identified"
}

/// An estimate of ∇h at a point, with its error split by cause.
struct Estimate: Sendable {
  /// The name: g1, g2, g2 cut, g3.
  let method: String
  /// How the linear system is solved; empty for methods without one.
  var solver = ""
  /// The number N of steps on the lower level; nil for z* itself.
  let innerSteps: Int?
  /// The number of gradients of G in z.
  var gradientCount = 0
  /// The number of products with H.
  var productCount = 0
  /// ‖z_N − z*‖.
  let innerError: Double
  /// The entries of the support of z_N that z* does not have, and those that are missing, for the Lasso; nil for
  /// smooth levels.
  let support: (extra: Int, missing: Int)?
  /// The relative residual of the linear system; nil for methods without one.
  var residual: Double?
  /// The gradient, p numbers; nil where the method has none, as for a singular H.
  let gradient: [Double]?
  /// ‖g − ∇h‖.
  var error: Double?
  /// The part of the error due to z_N, and the part due to the method at z_N.
  var parts: (inner: Double, method: Double)?
  /// The main cause of the error; nil where there is no gradient.
  var blame: Blame?
}
