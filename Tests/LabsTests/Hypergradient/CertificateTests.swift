// Bounds without eigenvalues against those with them.

import LabKit
import Libc
import LinearAlgebra
import Testing

@testable import Hypergradient

struct CertificateTests {
  @Test(
    "the proven curvature is below the smallest eigenvalue and near it",
    arguments: [1, 2, 7, 30, 60], [1.0, 1e3, 1e9])
  func nearness(dimension: Int, condition: Double) throws {
    var generator = CounterGenerator(seed: 7, shift: UInt64(dimension))
    let spectrum = (0..<dimension).map { (index: Int) -> Double in
      pow(condition, -Double(index) / Double(max(dimension - 1, 1)))
    }
    let matrix = Matrix.rotated(spectrum, &generator)
    let factor = try #require(CholeskyFactorization(matrix))
    let least = try #require(spectrum.last)
    for start in [generator.normals(dimension), [Double](repeating: 0, count: dimension)] {
      let bound = try #require(provenCurvature(of: matrix, factor, from: start))
      // The matrix is that of the spectrum up to rounding.
      #expect(bound <= least * (1 + 1e-3), "\(bound) for \(least)")
      #expect(bound >= 0.5 * least, "\(bound) for \(least)")
    }
  }

  @Test("a start without the slowest eigenvector proves nothing false")
  func orthogonalStart() throws {
    let matrix = Matrix(diagonal: [1, 1e-3, 1])
    let factor = try #require(CholeskyFactorization(matrix))
    #expect(provenCurvature(of: matrix, factor, from: [1, 0, 0]) ?? 0 <= 1e-3)
  }

  @Test("an eigenvalue that is lost in rounding is not proven positive")
  func singular() throws {
    var generator = CounterGenerator(seed: 3)
    let matrix = Matrix.rotated([1e-16, 1, 1, 1], &generator)
    guard let factor = CholeskyFactorization(matrix) else { return }
    let bound = provenCurvature(of: matrix, factor, from: generator.normals(4))
    #expect(bound ?? 0 <= 0)
  }

  @Test(
    "both kinds of norms bound the same quantities, the quick ones from further away",
    arguments: GoldenProblem.all)
  func norms(problem: GoldenProblem) throws {
    let truth = try Truth(problem.levels(), at: problem.lambda, tolerance: 1e-5)
    let z = truth.support.map { $0.map { truth.solution[$0] } } ?? truth.solution
    let factor = try #require(CholeskyFactorization(truth.hessian))
    let implicit = try truth.problem.rootVJP(
      at: z, problem.lambda, by: .factorized(factor), hessian: truth.hessian)
    let certificate = Certificate(
      problem: truth.problem, z: z, lambda: problem.lambda, hessian: truth.hessian,
      implicit: implicit)
    let quick = try #require(certificate.quickNorms(factor))
    let tight = certificate.tightNorms(truth.curvature)
    #expect(quick.least <= truth.curvature.lower && quick.least >= 0.5 * tight.least)
    #expect(quick.upper >= tight.upper * (1 - 1e-12) && quick.lipschitz >= tight.lipschitz)
    let (near, far) = (certificate.errors(tight), certificate.errors(quick))
    #expect(near.gradient <= far.gradient * (1 + 1e-12) && far.gradient <= 20 * near.gradient)
    #expect(near.inner <= far.inner * (1 + 1e-12))
    #expect(truth.bound == far.gradient)
  }

  @Test("eigenvalues decide where the quick bounds do not suffice")
  func fallback() throws {
    let problem = GoldenProblem(model: .ridge, upper: .validation, isShared: false)
    let loose = try Truth(problem.levels(), at: problem.lambda, tolerance: 1e-5)
    // Between the two bounds.
    let strict = try Truth(
      problem.levels(), at: problem.lambda, tolerance: loose.relativeBound * (1 - 1e-6))
    #expect(strict.bound < loose.bound && strict.gradient == loose.gradient)
    #expect(strict.status == .certified)
  }
}
