// The basis of enclosures: products without rounding, discs, choices.

import Intervals
import LinearAlgebra
import TestSupport
import Testing
import ToyModel

@testable import Certified

@Suite("Enclosures of matrices and choices")
struct EnclosureTests {
  @Test("products contain what five slices of a column leave out")
  func remainders() {
    // 1 + 2⁻²⁶⁰ is no sum of slices of 115 bits, and two doubles have it exactly.
    let column = DoubledMatrix(Matrix(rows: 2, columns: 1, elements: [1, 0x1p-130]))
    let square = enclosedProduct(column, column)[0, 0]
    #expect(square.contains(Interval(1.0) + Interval(0x1p-260)))
    #expect(square.relativeWidth < 0x1p-90)
    // Entries far smaller than their column are not lost either.
    let other = DoubledMatrix(Matrix(rows: 2, columns: 1, elements: [0, 1]))
    #expect(enclosedProduct(column, other)[0, 0].contains(0x1p-130))
  }

  @Test("products of whole numbers are exact, in any scale and for any number of rows")
  func wholeNumbers() {
    var generator = SeededGenerator(seed: 11)
    for scale in [1, 0x1p-700, 0x1p300] {
      let entries = (0..<2400).map { _ in scale * Double(Int(2000 * generator.nextUniform()) - 1000)
      }
      let matrix = Matrix(rows: 1200, columns: 2, elements: entries)
      let product = enclosedProduct(DoubledMatrix(matrix), DoubledMatrix(matrix))
      for j in 0..<2 {
        for i in 0..<2 {
          let exact = (0..<1200).reduce(0) {
            $0 + Int(matrix[$1, i] / scale) * Int(matrix[$1, j] / scale)
          }
          let expected = Interval(exact) * Interval(scale) * Interval(scale)
          #expect(!product[i, j].isDisjoint(from: expected))
          if scale == 1 { #expect(product[i, j] == Interval(exact)) }
        }
      }
    }
  }

  @Test("sums beyond 2⁵³ of products of full slices are exact as well")
  func fullSlices() {
    let values = (0..<1201).map { (1 << 22) - 1 - 2 * ($0 % 100) }
    let column = DoubledMatrix(Matrix(rows: 1201, columns: 1, elements: values.map(Double.init)))
    let exact = values.reduce(0) { $0 + $1 * $1 }
    #expect(exact > 1 << 53 && exact % 2 == 1)
    #expect(enclosedProduct(column, column)[0, 0] == Interval(exact))
  }

  @Test(
    "the eigenvalues are enclosed whatever the basis is, better with every one that is tried",
    arguments: 0...4)
  func anyBasis(steps: Int) {
    // Eigenvalues 3 and 1, and 2 ± √2 with 2.
    let small = IntervalMatrix(Matrix(rows: 2, columns: 2, elements: [2, 1, 1, 2]))
    let values = EnclosedEigenvalues(small, stepLimit: steps).values
    #expect(values[0].contains(3) && values[1].contains(1))
    let tridiagonal = IntervalMatrix(
      Matrix(rows: 3, columns: 3, elements: [2, 1, 0, 1, 2, 1, 0, 1, 2]))
    let three = EnclosedEigenvalues(tridiagonal, stepLimit: steps).values
    #expect(three[1].contains(2))
    #expect((three[0] - 2).squared.contains(2) && (three[2] - 2).squared.contains(2))
    if steps == 4 { #expect((values + three).allSatisfy { $0.relativeWidth < 1e-24 }) }
  }

  @Test("where the choice is open every choice is in the bounds of bias and variance")
  func openChoice() {
    // γ₁ and γ₂ overlap: bilevel learning forces either, and frees the other.
    let enclosures = [Interval(1.05, 1.2), Interval(1, 1.1)]
    let spectrum = CertifiedSpectrum(
      enclosures.map { CertifiedSpectrum.Group(eigenvalue: $0, multiplicity: 1) })
    let certified = CertifiedRisk(
      spectrum: spectrum, noiseVariance: .one, rows: 1, family: .bilevel)
    #expect(certified.eigenvalues.allSatisfy { $0.isForced == nil })
    for second in [1.0, 1.05, 1.07, 1.1] {
      // The larger is forced to 1, the other costs ½γ/(γ+1): ½γ/(γ+1)² of bias.
      let gain = Interval(second) / Interval(second + 1)
      let (bias, variance) = (
        0.5 * Interval(second) * (1 - gain).squared, 0.5 * (Interval(1.0) + gain.squared)
      )
      #expect(certified.bias.contains(bias.middle) && certified.variance.contains(variance.middle))
      #expect(certified.risk.contains((bias + variance).middle))
    }
  }

  @Test("directions that rounding makes of dependent frames are counted, and others are not")
  func unresolved() throws {
    let dependent = Matrix(
      rows: 4, columns: 3, elements: [0.1, 0.7, 0.4, 0.3, 0.2, 0.1, 0.9, 0.3, 0.3, 0.8, 1.3, 0.6])
    let basis = try PrincipalBasis(frames: dependent, count: 4)
    #expect(basis.unresolvedCount == 1 && basis.spectrum.groups.last?.eigenvalue == 0)
    var scaled = dependent
    scaled.scaleColumns([1, 1e-9, 1e9])
    #expect(try PrincipalBasis(frames: scaled, count: 4).unresolvedCount <= 1)
    let few = try PrincipalBasis(
      frames: Matrix(rows: 2, columns: 3, elements: [1, 4, 2, 5, 3, 7]), count: 2)
    #expect(few.unresolvedCount == 0 && few.spectrum.groups.last?.eigenvalue == 0)
    #expect(try PrincipalBasis(covariance: dependent.gram()).unresolvedCount == 1)
    #expect(try PrincipalBasis(covariance: Matrix(diagonal: [2, 0, 1e-30])).unresolvedCount == 0)
  }

  @Test("the basis of frames diagonalises their second moment, n × n also for few frames")
  func basis() throws {
    var generator = SeededGenerator(seed: 12)
    for (rows, columns) in [(9, 4), (3, 6)] {
      let frames = Matrix.random(rows: rows, columns: columns, using: &generator)
      let basis = try PrincipalBasis(frames: frames, count: rows)
      func expectEqual(_ a: Matrix, _ b: Matrix, scale: Double) {
        #expect(a.rows == columns && a.columns == columns)
        for (x, y) in zip(a.elements, b.elements) {
          expectClose(x, y, .roundoff(operations: 128), scale: scale)
        }
      }
      expectEqual(basis.vectors.gram(), .identity(columns), scale: 1)
      let image = frames.multiplied(by: basis.vectors).gram()
      let values = basis.spectrum.groups.flatMap {
        Array(repeating: $0.eigenvalue * Double(rows), count: $0.multiplicity)
      }
      expectEqual(image, Matrix(diagonal: values), scale: values[0])
    }
  }
}
