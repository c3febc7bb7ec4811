// Reverse mode through the unrolled iteration.

import LinearAlgebra

/// The loss of a network and its derivatives.
struct NetworkGradient: Sendable, Equatable {
  /// The weight times the sum of squared errors.
  var loss = 0.0
  /// The derivative with respect to K, row by row; zeros where it was not asked for.
  var map: [Double]
  /// Those with respect to σ.
  var dualSteps: [Double]
  /// Those with respect to τ.
  var primalSteps: [Double]
}

extension NetworkTape {
  /// Runs the network and differentiates the weighted sum of squared errors by reverse mode.
  ///
  /// - Parameters:
  ///   - network: The network, of the size and depth of the tape.
  ///   - samples: s, a frame after the other.
  ///   - targets: The outputs that are wanted.
  ///   - weight: The weight of the sum; that of the mean square if omitted.
  ///   - wantsMap: Whether the derivative with respect to K is needed.
  /// - Returns: The loss and its derivatives.
  /// - Complexity: Two products of blocks for each step forwards, and four backwards, two without K.
  mutating func gradient(
    _ network: Network, _ samples: [Double], _ targets: [Double], weight: Double? = nil,
    wantsMap: Bool = true
  ) -> NetworkGradient {
    blocks[Place.samples.rawValue] = samples
    blocks[Place.targets.rawValue] = targets
    return gradient(network, weight: weight, wantsMap: wantsMap)
  }

  /// The same for the frames that are in the memory.
  mutating func gradient(
    _ network: Network, weight: Double? = nil, wantsMap: Bool = true
  ) -> NetworkGradient {
    forward(network)
    let (rows, size, depth) = (rows, network.size, network.depth)
    let weight = weight ?? 1 / Double(max(rows * size, 1))
    var gradient = NetworkGradient(
      map: Array(repeating: 0, count: size * size), dualSteps: Array(repeating: 0, count: depth),
      primalSteps: Array(repeating: 0, count: depth))
    let layout = layout
    let shape = (rows: rows, inner: size, columns: size)
    let transposedShape = (rows: size, inner: rows, columns: size)
    gradient.map.withUnsafeMutableBufferPointer { mapSlope in
      network.map.withUnsafeBufferPointer { map in
        blocks.withPointers { blocks in
          func block(_ place: Place) -> UnsafeMutableBufferPointer<Double> {
            blocks[place.rawValue]
          }
          func constant(_ place: Place) -> UnsafeBufferPointer<Double> {
            UnsafeBufferPointer(blocks[place.rawValue])
          }
          let (error, output, targets) = (block(.error), block(.output), block(.targets))
          var sum = 0.0
          for index in error.indices {
            let difference = output[index] - targets[index]
            sum += difference * difference
            error[index] = 2 * weight * difference
          }
          gradient.loss = weight * sum
          // The derivatives with respect to x, x̄ and p.
          let (slope, aheadSlope) = (block(.slope), block(.aheadSlope))
          let (dualSlope, product) = (block(.dualSlope), block(.product))
          slope.update(repeating: 0)
          addBlockProduct(1, constant(.error), map, to: slope, shape: shape)
          if wantsMap {
            // With residual read-out the product holds x − x⁰.
            addBlockProduct(
              1, constant(.error), isTransposed: true,
              constant(network.isResidual ? .product : .primal), to: mapSlope,
              shape: transposedShape)
          }
          let startSlope = block(.output)
          for index in slope.indices { startSlope[index] = network.isResidual ? -slope[index] : 0 }
          aheadSlope.update(repeating: 0)
          dualSlope.update(repeating: 0)
          for k in (0..<depth).reversed() {
            let (sigma, tau) = (network.dualSteps[k], network.primalSteps[k])
            let (point, residual) = (blocks[layout.point(k)], blocks[layout.residual(k)])
            let (dual, nextDual) = (blocks[layout.dual(k)], blocks[layout.dual(k + 1)])
            let pointSlope = block(.error)
            gradient.primalSteps[k] = passPrimal(
              point: point, tau, slope: slope, aheadSlope: aheadSlope, into: pointSlope)
            product.update(repeating: 0)
            addBlockProduct(
              1, UnsafeBufferPointer(pointSlope), map, isSecondTransposed: true, to: product,
              shape: shape)
            if wantsMap {
              addBlockProduct(
                -tau, UnsafeBufferPointer(nextDual), isTransposed: true,
                UnsafeBufferPointer(pointSlope), to: mapSlope, shape: transposedShape)
            }
            let sums = passDual(
              dual: dual, nextDual: nextDual, residual: residual, (sigma, tau),
              halfWidth: network.halfWidth, product: product, dualSlope: dualSlope)
            gradient.dualSteps[k] = sums.dualStep
            gradient.primalSteps[k] -= sums.primalStep
            if wantsMap {
              addBlockProduct(
                sigma, UnsafeBufferPointer(dualSlope), isTransposed: true,
                UnsafeBufferPointer(blocks[layout.ahead(k)]), to: mapSlope, shape: transposedShape)
            }
            aheadSlope.update(repeating: 0)
            addBlockProduct(
              sigma, UnsafeBufferPointer(dualSlope), map, to: aheadSlope, shape: shape)
          }
          guard wantsMap, network.start == .adjoint else { return }
          for index in slope.indices { startSlope[index] += slope[index] + aheadSlope[index] }
          addBlockProduct(
            1, constant(.samples), isTransposed: true, UnsafeBufferPointer(startSlope),
            to: mapSlope, shape: transposedShape)
        }
      }
    }
    return gradient
  }
}

/// Passes x⁺ = ST(w, τ) and x̄⁺ = 2x⁺ − x backwards.
///
/// - Parameters:
///   - point: w.
///   - threshold: τ.
///   - slope: The derivative with respect to x⁺; replaced by the part of that with respect to x that does not pass
///     through w, plus the one with respect to w.
///   - aheadSlope: The derivative with respect to x̄⁺.
///   - pointSlope: Receives the derivative with respect to w.
/// - Returns: The derivative with respect to the threshold τ.
private func passPrimal(
  point: UnsafeMutableBufferPointer<Double>, _ threshold: Double,
  slope: UnsafeMutableBufferPointer<Double>, aheadSlope: UnsafeMutableBufferPointer<Double>,
  into pointSlope: UnsafeMutableBufferPointer<Double>
) -> Double {
  var sum = 0.0
  for index in point.indices {
    let (w, extra) = (point[index], aheadSlope[index])
    let passed = abs(w) > threshold ? slope[index] + 2 * extra : 0
    pointSlope[index] = passed
    slope[index] = passed - extra
    sum -= w > 0 ? passed : -passed
  }
  return sum
}

/// Passes p⁺ = ST(p + σr, σh), with r = Kx̄ − s, backwards.
///
/// - Parameters:
///   - dual: p.
///   - nextDual: p⁺.
///   - residual: r.
///   - steps: σ and τ.
///   - halfWidth: h.
///   - product: Kw̄ for the derivative w̄ with respect to the point x − τKᵀp⁺.
///   - dualSlope: The derivative with respect to p⁺ as far as later steps need it; replaced by that with respect to p.
/// - Returns: The derivatives with respect to σ, and to the τ that multiplies Kᵀp⁺ with the opposite sign.
private func passDual(
  dual: UnsafeMutableBufferPointer<Double>, nextDual: UnsafeMutableBufferPointer<Double>,
  residual: UnsafeMutableBufferPointer<Double>, _ steps: (dual: Double, primal: Double),
  halfWidth: Double, product: UnsafeMutableBufferPointer<Double>,
  dualSlope: UnsafeMutableBufferPointer<Double>
) -> (dualStep: Double, primalStep: Double) {
  var (dualSum, primalSum) = (0.0, 0.0)
  let threshold = steps.dual * halfWidth
  for index in dual.indices {
    let (v, r) = (product[index], residual[index])
    let q = dual[index] + steps.dual * r
    let slope = dualSlope[index] - steps.primal * v
    let passed = abs(q) > threshold ? slope : 0
    primalSum += v * nextDual[index]
    dualSum += passed * (q > 0 ? r - halfWidth : r + halfWidth)
    dualSlope[index] = passed
  }
  return (dualSum, primalSum)
}
