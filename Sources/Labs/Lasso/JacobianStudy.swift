// The Jacobian of unrolled ISTA on a random dictionary.

import Evidence
import LabKit
import Libc
import LinearAlgebra
import Optimization
import Report

/// A 10 × 30 dictionary on which ISTA is unrolled and differentiated with respect to D.
struct JacobianStudy {
  /// The instance.
  let instance: SparseInstance
  /// ∂z*/∂D.
  let limit: SupportJacobian
  /// ρ = 1/L.
  let stepSize: Double
  /// The record of every iterate, z¹ first.
  private(set) var trace: [Iterate] = []
  /// zᴺ for every N from 0.
  private(set) var states: [[Double]] = []
  private let layer: ISTALayer

  /// The record of an iterate.
  struct Iterate {
    /// ‖J_N − J*‖.
    var error: Double
    /// ‖J_N‖.
    var size: Double
    /// ‖A_N‖, the remainder of J_0 − J* = −J*.
    var transient: Double
    /// ‖B_N‖, the sum of the contributions of the steps: J_N − J* = A_N + B_N.
    var drift: Double
    /// ‖z_N − z*‖.
    var distance: Double
    /// ‖g¹ − g*‖ of alternating minimisation.
    var first: Double
    /// ‖g² − g*‖ of unrolling.
    var second: Double
    /// The number of active atoms.
    var supportSize: Int
    /// Whether the support is that of z*.
    var isIdentified: Bool
  }

  /// Runs ISTA with its Jacobian.
  ///
  /// - Parameters:
  ///   - instance: The instance, with z* ≠ 0.
  ///   - depth: N.
  ///   - isSplit: Whether A_N and B_N are computed, which doubles the cost.
  /// - Throws: ``LabError/failed(_:)`` where the atoms of the support are dependent.
  init(_ instance: SparseInstance, depth: Int, isSplit: Bool = true) throws(LabError) {
    self.instance = instance
    guard
      let limit = SupportJacobian(
        dictionary: instance.dictionary, signal: instance.signal, at: instance.codes)
    else { throw .failed("the atoms of the support \(instance.support) are dependent") }
    self.limit = limit
    let dictionary = instance.dictionary
    stepSize = 1 / instance.iteration.lipschitz
    layer = ISTALayer(
      signal: instance.signal, atomCount: dictionary.columns, penalty: instance.penalty,
      stepSize: stepSize)
    let (m, width) = (dictionary.columns, dictionary.elements.count)
    let truth = limit.allRows
    let exact = gradients(instance, instance.codes).first
    let start = [Double](repeating: 0, count: m)
    states = [start]
    var transient = truth
    scale(&transient, by: -1)
    var scratch = [Double](repeating: 0, count: layer.scratchCount * width)
    var trace: [Iterate] = []
    var states = states
    _ = Unrolled(layer, stepCount: depth).pushForward(
      from: start, weights: dictionary.elements, directions: width
    ) { _, point, tangents in
      let z = Array(point.next)
      states.append(z)
      let jacobian = Array(tangents)
      var difference = jacobian
      add(-1, truth, to: &difference)
      let error = norm(difference)
      if isSplit {
        transient.withUnsafeMutableBufferPointer { transient in
          scratch.withUnsafeMutableBufferPointer { scratch in
            layer.jvp(
              point, tangents: transient, weightTangents: .none, directions: width,
              scratch: scratch)
          }
        }
        add(-1, transient, to: &difference)
      }
      var (first, slope) = gradients(instance, z)
      add(-1, exact, to: &first)
      let alternate = norm(first)
      first.withUnsafeMutableBufferPointer { first in
        for j in 0..<m where z[j] != 0 {
          add(slope[j], tangents.extracting(j * width..<(j + 1) * width), to: first)
        }
      }
      trace.append(
        Iterate(
          error: error, size: norm(jacobian), transient: isSplit ? norm(transient) : 0,
          drift: isSplit ? norm(difference) : 0, distance: distance(z, instance.codes),
          first: alternate,
          second: norm(first), supportSize: z.count { $0 != 0 },
          isIdentified: instance.hasSupport(z)))
      return true
    }
    self.trace = trace
    self.states = states
  }

  /// The largest N for which the support of zᴺ differs from that of z*; nil if that is so for the last iterate.
  var lastOther: Int? {
    guard let last = trace.last, last.isIdentified else { return nil }
    return 1 + (trace.lastIndex { !$0.isIdentified } ?? -1)
  }

  /// ‖J − J*‖ for the Jacobian through only the last K of N steps.
  func truncatedError(_ count: Int, at depth: Int) -> Double {
    let unrolled = Unrolled(layer, stepCount: min(count, depth))
    let tape = unrolled.run(
      from: states[max(depth - count, 0)], weights: instance.dictionary.elements)
    return limit.distance(to: unrolled.jacobian(tape))
  }

  /// ‖(I − ρD_SᵀD_S)ᴷ J*‖, the limit of the error of truncation to K steps.
  func plateau(_ count: Int) -> Double {
    let size = instance.support.count
    let matrix = instance.iteration.restricted(to: instance.support)
    let rows = Matrix(
      rows: size, columns: instance.dictionary.elements.count, rowMajor: limit.rows)
    var (power, product) = (rows, rows)
    for _ in 0..<count {
      product = power
      product.setProduct(matrix, .plain, power, alpha: -stepSize)
      add(1, power.elements, to: &product)
      swap(&power, &product)
    }
    return power.frobeniusNorm
  }
}

/// The derivative of F with respect to D at fixed z, (Dz − x)zᵀ, atom by atom, and the one with respect to z.
func gradients(_ instance: SparseInstance, _ z: [Double]) -> (first: [Double], slope: [Double]) {
  let residual = instance.residual(z)
  var first: [Double] = []
  first.reserveCapacity(z.count * residual.count)
  for entry in z { for value in residual { first.append(-value * entry) } }
  var slope = instance.dictionary.adjointApplied(to: residual)
  for j in slope.indices {
    slope[j] = -slope[j] + (z[j] > 0 ? instance.penalty : z[j] < 0 ? -instance.penalty : 0)
  }
  return (first, slope)
}
