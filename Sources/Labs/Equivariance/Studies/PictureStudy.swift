// Inpainting of a photograph and of the turned photograph.

import Evidence
import LabKit
import LinearAlgebra
import Report

/// The photograph with a hole, its reconstruction, that of the photograph turned by 90° and turned back, and the difference.
enum PictureStudy {
  private static let size = 32
  /// Rows and columns of the hole.
  private static let hole = (rows: 5..<13, columns: 9..<23)

  /// Draws the figure, and lists its largest difference.
  ///
  /// - Parameter study: The outcome.
  /// - Throws: ``LabError/failed(_:)`` if the system is not positive definite.
  static func report(to study: inout LabStudy) throws(LabError) {
    let photograph = Photograph(size: size).pixels
    let mask = (0..<size * size).map { index in
      !(hole.rows.contains(index / size) && hole.columns.contains(index % size))
    }
    let penalty = study.settings.number(EquivarianceLab.penalty)
    let tikhonov = try Tikhonov(mask: mask, size: size, penalty: penalty)
    let turn = GridElement.quarterTurn.aboutCenter(size)
    let motion = turn.permutation(size)
    let back = turn.times(turn).times(turn).permutation(size)
    let own = tikhonov.reconstruction(photograph)
    let moved = tikhonov.reconstruction(motion.map { photograph[$0] })
    let turnedBack = back.map { moved[$0] }
    let violation = difference(turnedBack, own)
    let largest = maximumNorm(violation)
    study.decide(
      FunctionalClaims.photograph, "largest difference of the two reconstructions",
      predicted: 1e-3, computed: largest, .atLeast(rounding: 0))
    var table = Table(columns: [
      "row", "column", "known", "photograph", "reconstruction", "turned_back", "difference",
    ])
    for index in 0..<size * size {
      table.append([
        .integer(index / size), .integer(index % size), .truth(mask[index]),
        .number(photograph[index]), .number(own[index]), .number(turnedBack[index]),
        .number(violation[index]),
      ])
    }
    study.tables.append(
      NamedTable("inpainting", "a photograph and its reconstructions, pixel by pixel", table))
    let masked = zip(photograph, mask).map { $1 ? $0 : .nan }
    let range = max(largest, 1e-3)
    study.figures.append(
      NamedFigure(
        "inpainting",
        Figure(
          title: "Inpainting a photograph and the turned photograph",
          description: """
            Four pictures: a photograph with a missing rectangle; its reconstruction, smooth in the rectangle; the reconstruction of the photograph \
            turned by 90 degrees, turned back, in which another rectangle is smooth; and the difference of the two, not zero in both rectangles.
            """,
          command: study.settings.command,
          panels: [
            Panel(
              title: "*Au*: a rectangle is missing",
              Picture(values: masked, width: size, hasColorBar: false)),
            Panel(title: "Φ(*Au*)", Picture(values: own, width: size, hasColorBar: false)),
            Panel(
              title: "Φ(*A*(*g*·*u*)), turned back",
              Picture(values: turnedBack, width: size, hasColorBar: false)),
            Panel(
              title: "difference",
              Picture(
                values: violation, width: size, range: -range...range, map: .diverging)),
          ], columns: 4)))
  }
}
