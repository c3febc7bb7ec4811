// Certified bounds for C measured from frames, whose eigenvalues are enclosed.

import Certified
import Foundation
import Intervals
import LinearAlgebra
import TestSupport
import Testing
import ToyModel

/// A row of frames_risk.csv.
private struct FramesSetting {
  let frames: Matrix
  let sigma: Double
  let rows: Int
  let family: DenoiserFamily

  init(_ row: GoldenRow) throws {
    let list = try #require(row.text("frames")).split(separator: ";").map { frame in
      try frame.split(separator: " ").map { try #require(Double($0)) }
    }
    frames =
      Matrix(rows: list[0].count, columns: list.count, elements: list.flatMap { $0 }).transposed
    sigma = try #require(row.number("sigma"))
    rows = try #require(row.integer("k"))
    switch try #require(row.text("family")) {
    case "linear": family = .linear
    case "bilevel": family = .bilevel
    default:
      let isLearned = row.text("omega_rule") == "learned"
      family = .unrolled(
        depth: try #require(row.integer("depth")),
        step: isLearned ? .learned : .fixed(try #require(row.number("omega_in"))))
    }
  }

  func certified(_ spectrum: CertifiedSpectrum) -> CertifiedRisk {
    CertifiedRisk(
      spectrum: spectrum, noiseVariance: Interval(sigma).squared, rows: rows, family: family)
  }
}

@Suite("Certified risks of frames, against reference values", .tags(.golden))
struct CertifiedFramesTests {
  @Test(
    "the exact risk and step lie between the bounds, and the program's risk is near",
    arguments: try GoldenRow.all(of: "frames_risk.csv"))
  func row(_ row: GoldenRow) throws {
    let setting = try FramesSetting(row)
    let certified = setting.certified(CertifiedSpectrum(frames: setting.frames))
    let risk = try #require(row.text("risk").flatMap { Interval(decimal: $0) })
    #expect(!certified.risk.isDisjoint(from: risk), "\(row.testDescription)")
    // The squares of scaled rows go down to 10⁻²⁴ of the largest, for which 32 digits leave few.
    #expect(
      Interval(certified.risk.lowerBound, certified.risk.upperBound).relativeWidth <= 1e-6)
    if let text = row.text("omega") {
      let stepSize = try #require(Interval(decimal: text))
      #expect(!(certified.stepSize ?? .zero).isDisjoint(from: stepSize), "\(row.testDescription)")
    }
    let spectrum = try PrincipalBasis(frames: setting.frames, count: setting.frames.rows).spectrum
    let optimum = OptimalRisk(
      spectrum: spectrum, noiseVariance: setting.sigma * setting.sigma, rows: setting.rows,
      family: setting.family)
    // Jacobi's method is off by some 2⁻⁵² times the condition of frames of unit rows and columns.
    expectClose(
      optimum.risk.total, risk.middle, .iterative(1e-12), scale: risk.middle, row.testDescription)
  }

  @Test("the second moment of the same frames in blocks has the same bounds, or wider ones")
  func blocks() throws {
    var generator = SeededGenerator(seed: 7)
    let frames = Matrix.random(rows: 1200, columns: 3, using: &generator)
    var moment = SecondMomentEnclosure(dimension: 3)
    for row in 0..<1200 { moment.add(frames: (0..<3).map { frames[row, $0] }) }
    let whole = CertifiedSpectrum(frames: frames).groups
    let parts = CertifiedSpectrum(moment).groups
    #expect(whole.count == 3 && parts.count == 3)
    for (a, b) in zip(whole, parts) {
      #expect(!a.eigenvalue.isDisjoint(from: b.eigenvalue))
      #expect(a.eigenvalue.relativeWidth < 1e-24 && b.eigenvalue.relativeWidth < 1e-24)
    }
  }

  @Test("the characteristic polynomial changes its sign between the bounds of each eigenvalue")
  func characteristicPolynomial() {
    var generator = SeededGenerator(seed: 8)
    for _ in 0..<50 {
      let entries = (0..<10).map { _ in Double(Int(19 * generator.nextUniform()) - 9) }
      let frames = Matrix(rows: 5, columns: 2, elements: entries)
      // Whole numbers: exact.
      let (x, y) = (Array(entries[..<5]), Array(entries[5...]))
      func sum(_ a: [Double], _ b: [Double]) -> Interval {
        zip(a, b).reduce(.zero) { $0 + Interval($1.0) * Interval($1.1) } / 5
      }
      let (trace, product) = (sum(x, x) + sum(y, y), sum(x, x) * sum(y, y) - sum(x, y).squared)
      for group in CertifiedSpectrum(frames: frames).groups where group.multiplicity == 1 {
        let (lower, upper) = (
          Interval(group.eigenvalue.lowerBound), Interval(group.eigenvalue.upperBound)
        )
        let (p, q) = (
          lower * lower - trace * lower + product, upper * upper - trace * upper + product
        )
        #expect(!(p.isPositive && q.isPositive) && !(p.isNegative && q.isNegative))
      }
    }
  }

  @Test("equal eigenvalues have one enclosure, and nearly equal ones are told apart")
  func clusters() {
    let equal = CertifiedSpectrum(frames: .identity(6))
    #expect(equal.dimension == 6)
    for group in equal.groups {
      #expect(group.eigenvalue.relativeWidth <= 1e-25)
      #expect(!group.eigenvalue.isDisjoint(from: .one / 6))
    }
    let near = CertifiedSpectrum(
      covariance: Matrix(rows: 2, columns: 2, elements: [1, 1e-20, 1e-20, 1]))
    #expect(near.groups.count == 2)
    for (group, exact) in zip(near.groups, [1 + Interval(1e-20), 1 - Interval(1e-20)]) {
      #expect(group.eigenvalue.contains(exact))
      #expect(group.eigenvalue.relativeWidth < 1e-24)
    }
    #expect(near.groups[1].eigenvalue.isBelow(near.groups[0].eigenvalue))
  }

  @Test("fewer frames than dimensions leave eigenvalues that certainly are 0")
  func fewFrames() {
    var generator = SeededGenerator(seed: 9)
    let spectrum = CertifiedSpectrum(
      frames: Matrix.random(rows: 2, columns: 7, using: &generator))
    #expect(spectrum.groups.map(\.multiplicity) == [1, 1, 5])
    #expect(spectrum.groups[2].eigenvalue.isZero && spectrum.groups[1].eigenvalue.isPositive)
  }

  @Test("a covariance has the bounds of its exact numbers, however its variables are scaled")
  func covariance() {
    // Diagonal in blocks [[a², ab/2], [ab/2, b²]] with a product of eigenvalues of ¾a²b².
    let (a, b) = (0x1p30, 0x1p-30)
    let matrix = Matrix(rows: 2, columns: 2, elements: [a * a, 0.5 * a * b, 0.5 * a * b, b * b])
    let groups = CertifiedSpectrum(covariance: matrix).groups
    #expect(groups.count == 2)
    let product = groups[0].eigenvalue * groups[1].eigenvalue
    #expect(product.contains(0.75) && product.relativeWidth < 1e-20)
  }

  @Test(
    "of forced directions that nearly tie every choice is in the bounds, which say so",
    arguments: [
      ([1, 1.0000000009313226, 0.9999999990686774], 0.5, 3),
      ([1, 1 + 0x1p-40, 1 - 0x1p-40], 0.5, 3), ([2, 2 + 0x1p-35, 2 - 0x1p-35], 1, 5),
    ] as [([Double], Double, Int)])
  func nearTies(eigenvalues: [Double], sigma: Double, depth: Int) {
    let certified = CertifiedRisk(
      spectrum: CertifiedSpectrum(.spectrum(Spectrum(eigenvalues: eigenvalues))),
      noiseVariance: Interval(sigma).squared, rows: 1,
      family: .unrolled(depth: depth, step: .learned))
    #expect(!certified.isUnique && certified.margin == 0)
    #expect(certified.risk.relativeWidth < 1e-24)
    // c₀ is near the mean gain of two of the three, whichever they are.
    let stepSize = certified.stepSize ?? .line
    let sorted = eigenvalues.sorted()
    for pair in [sorted[0] + sorted[1], sorted[1] + sorted[2]] {
      let gain = pair / (pair + 2 * sigma * sigma)
      let expected = Interval(1 - pow(1 - gain, 1 / Double(depth)))
      #expect((stepSize + Interval(-1e-15, 1e-15)).contains(expected))
    }
    #expect(stepSize.relativeWidth < 1e-7)
    #expect(certified.eigenvalues.contains { $0.isForced == nil })
  }

  @Test("directions that certainly cost more are no choice, and the margin is what they cost")
  func margin() {
    // Bilevel: forcing γ costs ½σ⁴/(γ+σ²).
    let certified = CertifiedRisk(
      spectrum: CertifiedSpectrum(.spectrum(Spectrum(eigenvalues: [3, 1, 0.5]))),
      noiseVariance: .one, rows: 2, family: .bilevel)
    #expect(certified.isUnique && certified.eigenvalues.allSatisfy { $0.isForced != nil })
    let risk = 0.5 + 0.25 + 0.5 / 3
    expectClose(certified.margin, (0.25 - 0.125) / risk, .roundoff(operations: 16))
  }

  @Test("where equal costs are equal directions, the parts of the risk are as narrow as it is")
  func equalDirections() {
    let certified = CertifiedRisk(
      spectrum: CertifiedSpectrum(frames: .identity(6)), noiseVariance: .one, rows: 2,
      family: .bilevel)
    #expect(certified.isUnique)
    #expect(certified.bias.relativeWidth < 1e-20 && certified.variance.relativeWidth < 1e-20)
    // γ = 1/6: two directions of gain 1/7.
    #expect((certified.bias / (Interval(36.0) / 49 / 6)).contains(1))
  }
}
