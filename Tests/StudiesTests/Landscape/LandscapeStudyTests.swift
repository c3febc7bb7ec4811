// Landscapes from values.

import Report
import Studies
import Testing
import ToyModel

@Suite struct LandscapeStudyTests {
  private func setting(_ families: [DenoiserFamily]) throws -> LandscapeSetting {
    try LandscapeSetting(mu: 1, theta: 0.5, sigma: 0.9, families: families)
  }

  @Test("bilevel: a maximum at 0 and the minimum where 1/(1+r²) is the Wiener value")
  func bilevel() throws {
    let study = try LandscapeStudy(try setting([.bilevel]))
    guard case .fixed(let lines) = study.setting.kind else {
      Issue.record("no landscape over r")
      return
    }
    let points = lines[0].landscape.criticalPoints
    let gain = 1.25 / (1.25 + 0.81)
    #expect(points.count == 2 && points[0].location == 0)
    // A root of a function that is known to some last bits.
    #expect(abs(points[1].location - (1 / gain - 1).squareRoot()) < 1e-14)
    #expect(abs(points[1].risk - 0.5 * 0.81 * gain) < 1e-15)
    #expect(study.setting.criticalTable.rows.count == 2)
  }

  @Test("a study samples the curve at the given points, and draws one panel per family")
  func sampled() throws {
    let families: [DenoiserFamily] = [
      .unrolled(depth: 2, step: .fixed(0.5)), .unrolled(depth: 3, step: .fixed(0.5)),
    ]
    let study = try LandscapeStudy(try setting(families), r: [2, 0, 1, 1])
    #expect(study.r == [0, 1, 2])
    let table = try study.curve.table()
    #expect(table.rows.count <= study.curve.count && table.rows.count >= 6)
    #expect(study.figure(command: "toy landscape").panels.count == 2)
    let overDepth = try LandscapeStudy(try setting(families), over: .depth)
    try overDepth.validate(isDrawn: true)
    #expect(overDepth.figure(command: "toy landscape").panels.count == 2)
  }

  @Test("what has no landscape is refused")
  func refusals() throws {
    #expect(throws: StudyError.self) { try setting([.linear]) }
    #expect(throws: StudyError.self) {
      try setting([.bilevel, .unrolled(depth: 2, step: .learned)])
    }
    #expect(throws: StudyError.illegal("--r -1.0: the risk is even in r, r is 0 or more")) {
      try LandscapeStudy(try setting([.bilevel]), r: [-1, 2])
    }
    #expect(throws: StudyError.self) {
      try LandscapeStudy(try setting([.bilevel]), over: .depth).validate(isDrawn: false)
    }
  }

  @Test(
    "contours: the risk of the iteration is constant along both curves of a level",
    arguments: 2...7)
  func contours(depth: Int) throws {
    let study = try LandscapeStudy(try setting([.unrolled(depth: depth, step: .learned)]))
    let panel = try #require(study.figure(command: "toy landscape").panels.first)
    let contours = panel.curves.filter { $0.style.color == .gray && $0.style.width == 0.75 }
    #expect(contours.count == 6)
    // The iteration z ← z − ω((1+r²)z − x) with x = 1, and the risk of its result as a gain.
    func risk(_ point: Point) -> Double {
      var z = 0.0
      for _ in 0..<depth { z -= point.y * ((1 + point.x * point.x) * z - 1) }
      return 0.5 * (1.25 * (1 - z) * (1 - z) + 0.81 * z * z)
    }
    var levels: Set<Int> = []
    for contour in contours {
      let first = try #require(contour.points.first)
      let level = risk(first)
      #expect(contour.points.allSatisfy { abs(risk($0) - level) < 1e-12 })
      levels.insert(Int((level * 1e9).rounded()))
    }
    #expect(levels.count == 3)
  }
}
