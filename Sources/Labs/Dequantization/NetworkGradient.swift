// Reverse mode through the unrolled iteration.

import LinearAlgebra
import Optimization

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
    let step = BoxL1Step(sampleCount: size, atomCount: size, halfWidth: network.halfWidth)
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
          add(-1, UnsafeBufferPointer(targets), to: output)
          gradient.loss = weight * laneDot(UnsafeBufferPointer(output), UnsafeBufferPointer(output))
          for index in error.indices { error[index] = 2 * weight * output[index] }
          let slope = block(.slope)
          setBlockProduct(1, constant(.error), map, to: slope, shape: shape)
          if wantsMap {
            // With residual read-out the product holds x − x⁰.
            addBlockProduct(
              1, constant(.error), isTransposed: true,
              constant(network.isResidual ? .product : .primal), to: mapSlope,
              shape: transposedShape)
          }
          let startSlope = block(.output)
          for index in slope.indices { startSlope[index] = network.isResidual ? -slope[index] : 0 }
          let cotangents = BoxL1Step.Cotangents(
            primal: slope, ahead: block(.aheadSlope), dual: block(.dualSlope), point: error,
            image: block(.product))
          cotangents.ahead.update(repeating: 0)
          cotangents.dual.update(repeating: 0)
          for k in (0..<depth).reversed() {
            func kept(_ place: Int) -> UnsafeBufferPointer<Double> {
              UnsafeBufferPointer(blocks[place])
            }
            let record = BoxL1Step.Record(
              ahead: kept(layout.ahead(k)), dual: kept(layout.dual(k)),
              nextDual: kept(layout.dual(k + 1)), residual: kept(layout.residual(k)),
              point: kept(layout.point(k)))
            (gradient.dualSteps[k], gradient.primalSteps[k]) = step.pullBack(
              record, map: map, dualStep: network.dualSteps[k],
              primalStep: network.primalSteps[k], cotangents,
              mapCotangent: wantsMap ? mapSlope : nil)
          }
          guard wantsMap, network.start == .adjoint else { return }
          add(1, constant(.slope), to: startSlope)
          add(1, constant(.aheadSlope), to: startSlope)
          addBlockProduct(
            1, constant(.samples), isTransposed: true, UnsafeBufferPointer(startSlope),
            to: mapSlope, shape: transposedShape)
        }
      }
    }
    return gradient
  }
}
