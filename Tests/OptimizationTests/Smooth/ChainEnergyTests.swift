// Penalties on differences of neighbours: derivatives, Newton's method, and descent with certificates.

import Libc
import LinearAlgebra
import Optimization
import TestSupport
import Testing

/// A chain with a name.
struct NamedChain: Sendable, CustomTestStringConvertible {
  let testDescription: String
  let energy: ChainEnergy

  init(
    _ name: String, _ potential: ChainEnergy.Potential, weight: Double, ridge: Double, n: Int = 17
  ) {
    testDescription = name
    energy = ChainEnergy(
      signal: normals(n, seed: 80), weight: weight, ridge: ridge, potential: potential)
  }

  static let all = [
    NamedChain("quadratic", .quadratic, weight: 3, ridge: 0.4),
    NamedChain("smoothed total variation", .smoothed(0.05), weight: 0.3, ridge: 0.1),
    NamedChain("Huber total variation", .huber(0.1), weight: 0.5, ridge: 0),
    NamedChain("no penalty", .smoothed(1), weight: 0, ridge: 0),
    NamedChain("a single sample", .huber(0.1), weight: 2, ridge: 1, n: 1),
  ]
}

/// A chain without its structure: Newton's method then factorizes dense matrices.
private struct DenseChain: TwiceDifferentiable {
  var energy: ChainEnergy
  var dimension: Int { energy.dimension }

  func evaluate(at point: [Double], gradient: inout [Double]) -> Double {
    energy.evaluate(at: point, gradient: &gradient)
  }

  func evaluateHessian(at point: [Double], into hessian: inout Matrix) {
    energy.evaluateHessian(at: point, into: &hessian)
  }
}

@Suite("Energies of chains")
struct ChainEnergyTests {
  @Test("the gradient is that of the value, by both routes", arguments: NamedChain.all)
  func gradient(named: NamedChain) {
    let energy = named.energy
    let point = normals(energy.dimension, seed: 81)
    var (gradient, other) = (point, point)
    _ = energy.evaluate(at: point, gradient: &gradient)
    let square = point.withUnsafeBufferPointer { point in
      other.withUnsafeMutableBufferPointer { energy.gradient(at: point, into: $0) }
    }
    #expect(distance(gradient, other) <= 1e-14 * (1 + norm(gradient)))
    #expect(abs(square - dot(gradient, gradient)) <= 1e-13 * (1 + square))
    for index in point.indices {
      var (above, below, unused) = (point, point, point)
      above[index] += 1e-6
      below[index] -= 1e-6
      let difference =
        (energy.evaluate(at: above, gradient: &unused)
          - energy.evaluate(at: below, gradient: &unused)) / 2e-6
      #expect(abs(difference - gradient[index]) <= 1e-7 * (1 + abs(gradient[index])))
    }
  }

  @Test(
    "the Hessian is that of the gradient, with eigenvalues within the bounds",
    arguments: NamedChain.all)
  func hessian(named: NamedChain) throws {
    let energy = named.energy
    let (point, direction) = (
      normals(energy.dimension, seed: 82), normals(energy.dimension, seed: 83)
    )
    let hessian = energy.hessian(at: point)
    var (above, below) = (point, point)
    add(1e-7, direction, to: &above)
    add(-1e-7, direction, to: &below)
    var slopes = (point, point)
    _ = energy.evaluate(at: above, gradient: &slopes.0)
    _ = energy.evaluate(at: below, gradient: &slopes.1)
    let difference = zip(slopes.0, slopes.1).map { ($0 - $1) / 2e-7 }
    #expect(
      distance(difference, hessian.applied(to: direction)) <= 1e-5 * (1 + norm(difference)))
    let eigenvalues = try SymmetricEigen.values(of: Matrix(of: hessian))
    #expect(
      eigenvalues.allSatisfy {
        $0 >= energy.curvature.lowerBound - 1e-12 && $0 <= energy.curvature.upperBound + 1e-12
      })
  }

  @Test(
    "Newton's method with tridiagonal and with dense systems ends at the same point",
    arguments: NamedChain.all)
  func newton(named: NamedChain) {
    var energy = named.energy
    var dense = DenseChain(energy: energy)
    let result = Newton(gradientNorm: 1e-12).minimize(&energy, from: energy.signal)
    let other = Newton(gradientNorm: 1e-12).minimize(&dense, from: energy.signal)
    #expect(result.gradientNorm <= 1e-12 && distance(result.point, other.point) <= 1e-10)
  }

  /// The limit ν → 0 is total variation, whose solution is a taut string.
  @Test("a sharp Huber function gives exact total variation", arguments: [0.1, 0.7, 3])
  func tautString(weight: Double) {
    let signal = normals(40, seed: 84)
    let exact = totalVariationDenoised(signal, weight: weight)
    var distances: [Double] = []
    for nu in [1e-2, 1e-3] {
      var energy = ChainEnergy(signal: signal, weight: weight, potential: .huber(nu))
      let result = Newton(gradientNorm: 1e-10).minimize(&energy, from: signal)
      distances.append(distance(result.point, exact))
    }
    // 0 ≤ |t| − φ_ν(t) ≤ ν/2 and strong convexity: ½‖u − u*‖² ≤ λ(n − 1)ν/2.
    for (found, nu) in zip(distances, [1e-2, 1e-3]) {
      #expect(found <= (weight * 39 * nu).squareRoot())
    }
    #expect(distances[1] < 0.5 * distances[0])
  }

  @Test("semismooth Newton: the last step reaches rounding level; the run can be watched and ended")
  func semismooth() {
    var energy = ChainEnergy(signal: normals(50, seed: 85), weight: 0.4, potential: .huber(1e-3))
    var norms: [Double] = []
    let result = Newton(gradientNorm: 1e-12).minimize(&energy, from: energy.signal) { _, gradient in
      norms.append(norm(gradient))
      return true
    }
    #expect(norms.count == result.iterations + 1 && norms.last == result.gradientNorm)
    let before = norms[norms.count - 2]
    #expect(result.gradientNorm <= 1e-12 && before > 1e6 * result.gradientNorm)
    let ended = Newton().minimize(&energy, from: energy.signal) { _, _ in false }
    #expect(ended.stopReason == .interrupted && ended.iterations == 0)
  }
}

@Suite("Descent with certificates")
struct CertifiedDescentTests {
  @Test(
    "the distance from the minimum is within the bound, and the bound within the goal",
    arguments: NamedChain.all, [CertifiedDescent.Method.gradient, .accelerated])
  func certificate(named: NamedChain, method: CertifiedDescent.Method) {
    var energy = named.energy
    let minimum = Newton(gradientNorm: 1e-13).minimize(&energy, from: energy.signal).point
    for goal in [1, 1e-3, 1e-8] {
      var point = [Double](repeating: 0, count: energy.dimension)
      let end = energy.approach(from: &point, by: CertifiedDescent(method), until: .error(goal))
      #expect(end.error <= goal && distance(point, minimum) <= end.error + 1e-13)
      // From the end there is nothing left to do.
      let again = energy.approach(from: &point, by: CertifiedDescent(method), until: .error(goal))
      #expect(again.iterations == 0 && again.error == end.error)
    }
  }

  @Test("errors fall at the rates of the theory", arguments: NamedChain.all)
  func rates(named: NamedChain) {
    var energy = named.energy
    let minimum = Newton(gradientNorm: 1e-13).minimize(&energy, from: energy.signal).point
    let kappa = energy.curvature.upperBound / energy.curvature.lowerBound
    for count in [1, 5, 20] {
      var plain = [Double](repeating: 0, count: energy.dimension)
      let end = energy.approach(from: &plain, by: CertifiedDescent(), until: .iterations(count))
      let rate = pow((kappa - 1) / (kappa + 1), Double(count))
      #expect(end.iterations == count)
      #expect(distance(plain, minimum) <= rate * norm(minimum) * (1 + 1e-12) + 1e-14)
      var fast = [Double](repeating: 0, count: energy.dimension)
      _ = energy.approach(
        from: &fast, by: CertifiedDescent(.accelerated), until: .iterations(count))
      // ½μ‖x − x*‖² ≤ f − f* ≤ (1 − κ^(−½))^k (f⁰ − f* + ½μ‖x⁰ − x*‖²) ≤ (1 − κ^(−½))^k L‖x⁰ − x*‖².
      let bound = pow(1 - 1 / kappa.squareRoot(), Double(count)) * 2 * kappa
      #expect(distance(fast, minimum) <= bound.squareRoot() * norm(minimum) + 1e-14)
    }
  }

  /// In the cosine basis K steps multiply by (1 − (1 − sh)^K)/h.
  @Test("steps on the quadratic chain are a filter in the cosine basis")
  func filter() {
    let (n, k, count) = (12, 5, 7)
    let wave = (0..<n).map { cos(Double.pi * (Double($0) + 0.5) * Double(k) / Double(n)) }
    let energy = ChainEnergy(signal: wave, weight: 2, ridge: 0.5, potential: .quadratic)
    let h = 1.5 + 2 * (2 - 2 * cos(Double.pi * Double(k) / Double(n)))
    var point = [Double](repeating: 0, count: n)
    _ = energy.approach(from: &point, by: CertifiedDescent(), until: .iterations(count))
    let filter = (1 - pow(1 - 2 / (1.5 + 9.5) * h, Double(count))) / h
    #expect(distance(point, wave.map { filter * $0 }) <= 1e-13)
  }

  @Test("an error that rounding does not allow ends at the limit, with the bound that was reached")
  func limit() {
    let energy = NamedChain.all[1].energy
    var point = energy.signal
    let end = energy.approach(
      from: &point, by: CertifiedDescent(iterationLimit: 3000), until: .error(0))
    #expect(end.iterations == 3000 && end.error > 0 && end.error < 1e-12)
  }
}
