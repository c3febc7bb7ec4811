// Subsampling and rotations about the centre of an array.

import Evidence
import LabKit
import LinearAlgebra
import Report

/// The field of every s-th row and column, from the first on, before and after a quarter turn of an array that is not periodic.
enum StrideStudy {
  private static let sizes = 2...48
  private static let strides = 2...4

  /// Every s-th row and column of an n × n field.
  private static func subsampled(_ field: [Double], _ size: Int, _ stride: Int) -> [Double] {
    let kept = Array(Swift.stride(from: 0, to: size, by: stride))
    return kept.flatMap { i in kept.map { j in field[i * size + j] } }
  }

  /// Decides the claim and lists sizes.
  ///
  /// - Parameter study: The outcome.
  static func report(to study: inout LabStudy) {
    var generator = CounterGenerator(seed: 149, shift: study.settings.seed)
    var table = Table(columns: ["size", "stride", "subsampled_size", "violation", "commutes"])
    var wrong = 0
    for size in sizes {
      let field = generator.normals(size * size)
      let turned = GridElement.quarterTurn.aboutCenter(size).applied(to: field, size)
      for stride in strides {
        let small = (size + stride - 1) / stride
        let first = subsampled(turned, size, stride)
        let second = GridElement.quarterTurn.aboutCenter(small).applied(
          to: subsampled(field, size, stride), small)
        let violation = maximumDistance(first, second)
        if (violation == 0) != ((size - 1) % stride == 0) { wrong += 1 }
        table.append([
          .integer(size), .integer(stride), .integer(small), .number(violation),
          .truth(violation == 0),
        ])
      }
    }
    study.decide(
      GroupClaims.strides, "sizes and strides where only one is the case", predicted: 0,
      computed: Double(wrong), .count)
    study.tables.append(
      NamedTable("strides", "subsampling of arrays and quarter turns about their centre", table))
  }
}
