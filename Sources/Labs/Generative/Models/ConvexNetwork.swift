// Networks that are convex functions of their input.

import LabKit
import LinearAlgebra
import Optimization

/// R(x) = Σ wᵢ softplus(aᵢᵀx + bᵢ).
struct ConvexNetwork {
  /// The rows aᵢᵀ, units × inputs.
  let directions: Matrix
  /// b.
  let offsets: [Double]
  /// w; R is convex where no entry is negative.
  var outputs: [Double]

  /// a_ᵢᵀx + bᵢ for all units.
  private func scores(_ x: [Double]) -> [Double] {
    zip(directions.applied(to: x), offsets).map(+)
  }

  /// R(x).
  func value(_ x: [Double]) -> Double {
    dot(scores(x).map(LogisticLoss.loss), outputs)
  }

  /// How far R at the middle of two points is above the mean of its values there; not positive where R is convex.
  func defect(_ x: [Double], _ y: [Double]) -> Double {
    value(zip(x, y).map { 0.5 * ($0 + $1) }) - 0.5 * (value(x) + value(y))
  }

  /// ∇R(x).
  fileprivate func gradient(_ x: [Double]) -> [Double] {
    let slopes = scores(x).map { LogisticLoss.residual($0, -1) }
    return directions.transposed.applied(to: zip(slopes, outputs).map(*))
  }

  /// ∇²R(x).
  fileprivate func hessian(_ x: [Double]) -> Matrix {
    var scaled = directions
    scaled.scaleRows(zip(scores(x), outputs).map { LogisticLoss.curvature($0) * $1 })
    return directions.transposed.multiplied(by: scaled)
  }
}

/// ½‖x − b‖² + λR(x) with a convex network.
struct NetworkDenoising: TwiceDifferentiable {
  let network: ConvexNetwork
  /// b.
  let data: [Double]
  /// λ.
  let penalty: Double

  var dimension: Int { data.count }

  func evaluate(at point: [Double], gradient: inout [Double]) -> Double {
    gradient = difference(point, data)
    let fit = 0.5 * dot(gradient, gradient)
    add(penalty, network.gradient(point), to: &gradient)
    return fit + penalty * network.value(point)
  }

  func evaluateHessian(at point: [Double], into hessian: inout Matrix) {
    hessian = .identity(data.count)
    add(penalty, network.hessian(point).elements, to: &hessian)
  }
}
