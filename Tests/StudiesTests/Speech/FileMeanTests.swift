// The mean over files and its interval.

import Foundation
import LinearAlgebra
import TestSupport
import Testing

@testable import Studies

@Suite struct FileMeanTests {
  @Test(
    "Student's quantile, also between whole degrees of freedom",
    arguments: [
      // mpmath at 30 digits.
      (1, 12.706204736174704646), (1.5, 6.0166631044279319219), (2, 4.3026527297494638523),
      (3.7, 2.8675207071911894039), (7, 2.3646242515927853417), (11, 2.2009851600916398679),
      (29.25, 2.0444706098387356403), (99, 1.9842169515864174951), (1e6, 1.9599663568141070353),
    ])
  func quantile(freedom: Double, expected: Double) {
    // The logarithm of the gamma function at 10⁶ costs six digits of sixteen.
    let tolerance = freedom < 1e5 ? 1e-12 : 1e-9
    #expect(agree(studentQuantile95(degreesOfFreedom: freedom), expected, within: tolerance))
  }

  @Test("the interval of files of one length, by another program")
  func golden() throws {
    // Hall's interval with G₁ and Satterthwaite's degrees of freedom, in Python with mpmath.
    let sums = [3.0, 1, 4, 1, 5, 9, 2, 6]
    let mean = FileMean(sums: sums, counts: Array(repeating: 1, count: 8))
    #expect(mean.mean == 3.875)
    #expect(agree(try #require(mean.standardError), 0.97169770431519934276, within: 1e-14))
    let interval = try #require(mean.interval)
    #expect(agree(interval.lowerBound, 2.0020320754908431284, within: 1e-12))
    #expect(agree(interval.upperBound, 7.2292224045582486617, within: 1e-12))
    // The same in other units, and for longer files of the same mean.
    let scaled = FileMean(
      sums: sums.map { 1e-200 * $0 * 3 }, counts: Array(repeating: 3, count: 8))
    #expect(
      agree(try #require(scaled.interval).upperBound / 1e-200, 7.2292224045582486617, within: 1e-12)
    )
    #expect(interval.upperBound - 3.875 > 3.875 - interval.lowerBound)
    // One loud file among ten leaves 2.81 degrees of freedom.
    let loud = FileMean(
      sums: [1, 2, 1, 1.5, 1, 2, 1, 30, 1, 1.25], counts: [1, 2, 1, 1, 1, 2, 1, 4, 1, 1])
    let wide = try #require(loud.interval)
    #expect(agree(wide.lowerBound, 0.19901120826755486552, within: 1e-12))
    #expect(agree(wide.upperBound, 12.920403165730251138, within: 1e-12))
  }

  @Test("two files have Student's interval, equal ones an interval of a point, one has none")
  func few() throws {
    let two = FileMean(sums: [1, 3], counts: [1, 1])
    let interval = try #require(two.interval)
    #expect(agree(interval.upperBound, 2 + 12.706204736174704646, within: 1e-12))
    #expect(agree(interval.lowerBound, 2 - 12.706204736174704646, within: 1e-12))
    let equal = FileMean(sums: [2, 4, 6], counts: [1, 2, 3])
    #expect(equal.standardError == 0 && equal.interval == 2...2)
    #expect(FileMean(sums: [5], counts: [2]).interval == nil)
  }

  /// Files of unequal length whose loss follows their energy, which is lognormal; the true mean is
  /// known.
  private func coverage(
    files: Int, spread: Double, _ isCovered: (FileMean, _ exact: Double) -> Bool
  ) -> Double {
    let exact = 0.15 + exp(0.5 * spread * spread)
    var generator = SeededGenerator(seed: 11, stream: UInt64(files))
    let trials = 4_000
    var covered = 0
    for _ in 0..<trials {
      let counts = (0..<files).map { _ in (250 * exp(0.3 * generator.nextNormal())).rounded() }
      let sums = counts.map { $0 * (0.15 + exp(spread * generator.nextNormal())) }
      covered += isCovered(FileMean(sums: sums, counts: counts), exact) ? 1 : 0
    }
    return Double(covered) / Double(trials)
  }

  @Test(
    "the interval covers the mean about as often as it says, two standard errors do not",
    arguments: [
      (8, 0.2, 0.92), (8, 0.8, 0.89), (12, 0.8, 0.9), (20, 0.8, 0.915), (36, 0.8, 0.925),
      (8, 1.2, 0.86), (36, 1.2, 0.915), (100, 0.8, 0.935),
    ])
  func covers(files: Int, spread: Double, atLeast: Double) throws {
    let share = coverage(files: files, spread: spread) { mean, exact in
      mean.interval?.contains(exact) == true
    }
    // 4000 trials: a standard error of 0.5 %.
    #expect(share >= atLeast && share <= 0.97, "\(share)")
    let naive = coverage(files: files, spread: spread) { mean, exact in
      abs(mean.mean - exact) <= 1.96 * (mean.standardError ?? 0)
    }
    #expect(naive < share - (files < 100 ? 0.01 : 0), "\(naive)")
  }

  @Test("differences file by file are free of what the files have in common")
  func differences() throws {
    var generator = SeededGenerator(seed: 3)
    let counts = (0..<12).map { _ in (100 * exp(0.3 * generator.nextNormal())).rounded() }
    let energies = counts.map { $0 * exp(generator.nextNormal()) }
    let first = FileLosses(sums: zip(counts, energies).map { 0.2 * $0 + $1 }, counts: counts)
    let second = FileLosses(sums: zip(counts, energies).map { 0.1 * $0 + $1 }, counts: counts)
    let difference = first.minus(second)
    #expect(agree(difference.mean, 0.1, within: 1e-12))
    // The difference is rounding of sums of hundreds.
    #expect(try #require(difference.standardError) < 1e-13)
    #expect(try #require(first.mean.standardError) > 0.05)
    let interval = try #require(difference.interval)
    #expect(interval.contains(difference.mean))
    #expect(first.minus(first).interval == 0...0)
  }
}
