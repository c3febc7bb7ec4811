// A filter with sizes and a seed, and random members of its expressivity set.

import Foundation
import LinearAlgebra
import TestSupport
import Testing
import ToyModel

/// One expressivity set, with a seed for whatever is drawn from it.
struct ExpressivityCase: Sendable, CustomTestStringConvertible {
  let filter: FilterCase
  let dimension: Int
  let rows: Int
  let seed: UInt64

  var set: ExpressivitySet {
    ExpressivitySet(filter: filter.filter, dimension: dimension, rows: rows)
  }

  var testDescription: String {
    "\(filter.testDescription), n = \(dimension), k = \(rows), seed \(seed)"
  }

  /// Every filter, k = 1…n.
  static func all(
    filters: [FilterCase] = FilterCase.all, sizes: [Int], seeds: ClosedRange<UInt64> = 1...1
  ) -> [Self] {
    filters.flatMap { filter in
      sizes.flatMap { n in
        (1...n).flatMap { rows in
          seeds.map { Self(filter: filter, dimension: n, rows: rows, seed: $0) }
        }
      }
    }
  }

  /// f(RᵀR) for a random R.
  func randomMap(using generator: inout SeededGenerator) throws -> Matrix {
    let regularizer = Matrix.random(
      rows: rows, columns: dimension, scale: 0.7, using: &generator)
    return try filter.filter.map(regularizer: regularizer)
  }

  /// A matrix with k eigenvalues anywhere in the image, up to 2 away from its end or from 0, and
  /// n − k that are f(0).
  func randomMember(using generator: inout SeededGenerator) throws -> Matrix {
    let image = filter.filter.image
    let gains = (0..<dimension).map { index in
      let u = generator.nextUniform()
      if index >= rows { return filter.filter.forcedGain.value }
      if image.lowerBound.value.isInfinite { return image.upperBound.value - 2 * u }
      if image.upperBound.value.isInfinite { return image.lowerBound.value + 2 * u }
      return image.upperBound.value - (image.upperBound.value - image.lowerBound.value) * u
    }
    return .symmetric(
      eigenvalues: gains, vectors: try .randomOrthogonal(dimension, using: &generator))
  }
}
