// The lab of equivariance: other grids, groups and seeds, and the user's files.

import Equivariance
import Evidence
import Files
import LabKit
import LinearAlgebra
import Report
import TestSupport
import Testing

struct EquivarianceTests {
  private let lab = EquivarianceLab()
  /// Few training steps and draws, which the laws do not need.
  private static let short: [(String, LabValue)] = [
    ("steps", .integers([5])), ("draws", .integers([3])), ("pairs", .integers([1, 3])),
    ("sizes", .integers([3])), ("widths", .integers([3, 5])),
  ]

  @Test(
    "the laws hold on grids of any size and for every group",
    arguments: [
      (3, "translations-c4"), (4, "translations-d4"), (5, "c4"), (6, "translations-c2"), (7, "d4"),
      (8, "translations"), (9, "c2"), (12, "translations-d4"),
    ])
  func grids(size: Int, group: String) throws {
    let study = try lab.study(
      lab.settings(Self.short + [("size", .integers([size])), ("group", .names([group]))]))
    study.expectAllHold()
    #expect(study.results.allSatisfy { $0.claim.kind == .law })
  }

  @Test("the laws hold for other seeds", arguments: UInt64(1)...8)
  func seeds(seed: UInt64) throws {
    let study = try lab.study(lab.settings(Self.short, seed: seed))
    study.expectAllHold()
  }

  @Test(
    "the laws hold for other noise and weights",
    arguments: [("noise", 0.01), ("noise", 30), ("weight", 0), ("weight", 1e4), ("penalty", 1e-4)])
  func parameters(name: String, value: Double) throws {
    let study = try lab.study(lab.settings(Self.short + [(name, .numbers([value]))]))
    study.expectAllHold()
  }

  // MARK: Dimensions

  /// The moves of pixels of a group's generators, written out again.
  private static func generators(_ group: String, _ n: Int) -> [[Int]] {
    func moves(_ source: (Int, Int) -> (Int, Int)) -> [Int] {
      (0..<n * n).map { pixel in
        let (i, j) = source(pixel / n, pixel % n)
        return (i + 2 * n) % n * n + (j + 2 * n) % n
      }
    }
    let turn = moves { i, j in (-j, i) }
    let half = moves { i, j in (-i, -j) }
    let mirror = moves { i, j in (i, -j) }
    let shifts = [moves { i, j in (i + 1, j) }, moves { i, j in (i, j + 1) }]
    let point =
      switch group.suffix(2) {
      case "c2": [half]
      case "c4": [turn]
      case "d4": [turn, mirror]
      default: [[Int]]()
      }
    return point + (group.hasPrefix("translations") ? shifts : [])
  }

  @Test("dimensions are those of the null space of XP = PX by singular values", arguments: [2, 3])
  func dimensions(size: Int) throws {
    let study = try lab.study(
      lab.settings(Self.short.filter { $0.0 != "sizes" } + [("sizes", .integers([size]))]))
    let names = try study.cells("groups", "group")
    let dimensions = try study.numbers("groups", "dimensions")
    #expect(names.count == 7)
    for (cell, dimension) in zip(names, dimensions) {
      guard case .text(let name) = cell else { continue }
      let pixels = size * size
      let moves = Self.generators(name, size)
      var constraints = Matrix(
        repeating: 0, rows: moves.count * pixels * pixels, columns: pixels * pixels)
      for (number, move) in moves.enumerated() {
        // (XP − PX)(x, y) with P(x, move x) = 1.
        for x in 0..<pixels {
          for y in 0..<pixels {
            let row = (number * pixels + x) * pixels + y
            for z in 0..<pixels where move[z] == y { constraints[row, x * pixels + z] += 1 }
            constraints[row, move[x] * pixels + y] -= 1
          }
        }
      }
      let rank = try SingularValues(constraints).values.count { $0 > 1e-9 }
      #expect(Double(pixels * pixels - rank) == dimension, "\(name)")
    }
  }

  @Test("a band-limited basis has 2, 3, 4 of 3, 7, 13 free numbers")
  func rings() throws {
    let study = try lab.study(
      lab.settings(
        Self.short.filter { $0.0 != "widths" } + [("widths", .integers([3, 5, 7]))]))
    let rows = zip(
      try study.cells("kernels", "group"),
      zip(try study.numbers("kernels", "free"), try study.numbers("kernels", "rings"))
    ).filter { $0.0 == .text("c4") }.map(\.1)
    #expect(rows.map(\.0) == [3, 7, 13])
    #expect(rows.map(\.1) == [2, 3, 4])
  }

  @Test("kernels learned from three pairs are those of NumPy's least squares over all entries")
  func augmentation() throws {
    let study = try lab.study(lab.settings(Self.short))
    let expected: [(method: String, violation: Double, seen: Double, turned: Double)] = [
      ("pairs as they are", 1.0736086900228, 0.3236712605468, 0.3979448434391),
      ("with one turned copy each", 0.4107515995831, 0.3044552042518, 0.3042629756173),
      ("all turned copies", 0, 0.2964109274701, 0.2964109274701),
      ("invariant kernel", 0, 0.2964109274701, 0.2964109274701),
      ("mean after training", 0, 0.3012845239579, 0.3012845239579),
    ]
    let methods = try study.cells("augmentation", "method")
    for row in expected {
      let index = try #require(methods.firstIndex(of: .text(row.method)))
      let found = try ["violation", "risk_seen", "risk_turned"].map { name in
        try study.numbers("augmentation", name)[index]
      }
      #expect(maximumDistance(found, [row.violation, row.seen, row.turned]) < 1e-11)
    }
  }

  // MARK: Training

  @Test("tied kernels stay equivariant, free kernels on pairs as they are do not")
  func training() throws {
    let study = try lab.study(lab.settings(Self.short))
    let models = try study.cells("training", "model")
    let violations = try study.numbers("training", "violation")
    let last = Dictionary(zip(models.map { "\($0)" }, violations)) { $1 }
    for (name, violation) in last {
      #expect(
        (violation < 1e-12) == (name.contains("tied") || name.contains("copies, invariant")),
        "\(name): \(violation)")
    }
  }

  // MARK: The user's files

  /// The values of a quantity in the table of inputs, by group, about the centre of the array.
  private func values(_ study: LabStudy, _ quantity: String) throws -> [String: Double] {
    let groups = try study.cells("inputs", "group")
    let centers = try study.cells("inputs", "centre")
    let quantities = try study.cells("inputs", "quantity")
    let numbers = try study.numbers("inputs", "value")
    var result: [String: Double] = [:]
    for index in groups.indices {
      guard case .text(let group) = groups[index], case .text(let name) = quantities[index] else {
        continue
      }
      if name.hasPrefix(quantity), centers[index] != .text("pixel 0") {
        result[group] = numbers[index]
      }
    }
    return result
  }

  private func study(_ name: String, _ text: String, _ more: [(String, LabValue)] = []) throws
    -> LabStudy
  {
    let folder = try Folder()
    try folder.write(text, to: "f.csv")
    return try lab.study(lab.settings([(name, .files([folder.path("f.csv")]))] + more))
  }

  @Test("the violation of a kernel is the largest singular value of the commutator")
  func kernel() throws {
    let study = try study("kernel", "1,2,0\n0,3,1\n-1,0,2\n", [("size", .integers([5]))])
    #expect(study.failures.isEmpty)
    #expect(study.results.count == 2)
    let entries = [[1.0, 2, 0], [0, 3, 1], [-1, 0, 2]]
    let n = 5
    var map = Matrix(repeating: 0, rows: n * n, columns: n * n)
    for x in 0..<n * n {
      for a in -1...1 {
        for b in -1...1 {
          let y = (x / n - a + n) % n * n + (x % n - b + n) % n
          map[x, y] = entries[a + 1][b + 1]
        }
      }
    }
    let turn = Self.generators("c4", n)[0]
    var commutator = map
    for x in 0..<n * n {
      for y in 0..<n * n { commutator[x, y] = map[turn[x], turn[y]] - map[x, y] }
    }
    let norm = try SingularValues(map).values[0]
    let turned = try SingularValues(commutator).values[0]
    let found = try values(study, "norm of k∗")
    let half = Self.generators("c2", n)[0]
    var other = map
    for x in 0..<n * n {
      for y in 0..<n * n { other[x, y] = map[half[x], half[y]] - map[x, y] }
    }
    let halfTurned = try SingularValues(other).values[0]
    #expect(abs(try #require(found["c2"]) - halfTurned / norm) < 1e-12)
    #expect(abs(try #require(found["c4"]) - max(turned, halfTurned) / norm) < 1e-12)
    // The saved kernel is the mean of the four turned ones.
    let mean = try #require(study.product).elements
    #expect(maximumDistance(mean, [0.5, 0.75, 0.5, 0.75, 3, 0.75, 0.5, 0.75, 0.5]) < 1e-15)
  }

  @Test("a violation that the certificate of a proximal map leaves open is not called invariance")
  func openVerdict() throws {
    let image = (0..<8).map { row in
      (0..<8).map { "\(0.1 * Double((row * 5 + $0 * 3) % 7))" }.joined(separator: ",")
    }.joined(separator: "\n")
    let study = try study("data", image + "\n")
    let verdicts = try study.cells("inputs", "verdict")
    let values = try study.numbers("inputs", "value")
    let bounds = try study.numbers("inputs", "certificate")
    var open = 0
    for (verdict, (value, bound)) in zip(verdicts, zip(values, bounds)) where bound > 1e-9 {
      #expect(verdict != .text("invariant"))
      if value <= 2 * bound {
        #expect(verdict == .text("within the certificate"))
        open += 1
      }
    }
    #expect(open > 0)
  }

  @Test("an invariant kernel has no violation")
  func invariantKernel() throws {
    let study = try study("kernel", "1,2,1\n2,5,2\n1,2,1\n")
    #expect(
      try study.cells("inputs", "verdict").allSatisfy { $0 == .text("invariant") || $0 == .empty })
    #expect(try values(study, "free numbers") == ["c2": 5, "c4": 3, "d4": 3])
  }

  @Test("pixels of a mask that change are counted about the centre of the array")
  func mask() throws {
    let study = try study("mask", "1,1,1,1\n1,0,1,1\n1,1,1,1\n1,1,1,1\n")
    #expect(study.failures.isEmpty)
    #expect(try values(study, "pixels") == ["c2": 2, "c4": 2, "d4": 2])
    #expect(try values(study, "Φ(A").values.allSatisfy { $0 > 1e-3 })
    // The hole goes to all four turned places.
    #expect(
      try #require(study.product).elements
        == [1, 1, 1, 1, 1, 0, 0, 1, 1, 0, 0, 1, 1, 1, 1, 1])
    let symmetric = try self.study("mask", "1,1,1,1\n1,0,0,1\n1,0,0,1\n1,1,1,1\n")
    #expect(try values(symmetric, "pixels").values.allSatisfy { $0 == 0 })
    #expect(try values(symmetric, "Φ(A").values.allSatisfy { $0 < 1e-12 })
  }

  @Test("the violation of inpainting is the norm of the commutator of its inverse")
  func maskNorm() throws {
    let mask = [1.0, 1, 1, 0, 0, 1, 1, 1, 1]
    let study = try study("mask", "1,1,1\n0,0,1\n1,1,1\n", [("group", .names(["c2"]))])
    let n = 3
    var system = Matrix(diagonal: mask)
    for x in 0..<n * n {
      for (a, b) in [(1, 0), (n - 1, 0), (0, 1), (0, n - 1)] {
        system[x, x] += 0.1
        system[x, (x / n + a) % n * n + (x % n + b) % n] -= 0.1
      }
    }
    var map = Matrix(diagonal: mask)
    try LUFactorization(system).solve(&map)
    // The half turn about the centre exchanges pixels x and 8 − x.
    var commutator = map
    for x in 0..<9 {
      for y in 0..<9 { commutator[x, y] = map[8 - x, 8 - y] - map[x, y] }
    }
    let expected = try SingularValues(commutator).values[0]
    let found = try #require(try values(study, "norm of u")["c2"])
    #expect(abs(found - expected) < 1e-10)
    #expect(expected > 0.1)
  }

  @Test("the change of total variation of an image is that of the formula")
  func image() throws {
    let rows = [[0.0, 1, 3], [2, 0, 1], [5, 1, 0]]
    let study = try study("data", "0,1,3\n2,0,1\n5,1,0\n")
    #expect(study.failures.isEmpty)
    func variation(_ u: [[Double]]) -> Double {
      (0..<3).reduce(0) { sum, i in
        (0..<3).reduce(sum) { sum, j in
          let (a, b) = (u[(i + 1) % 3][j] - u[i][j], u[i][(j + 1) % 3] - u[i][j])
          return sum + (a * a + b * b).squareRoot()
        }
      }
    }
    let half = rows.reversed().map { Array($0.reversed()) }
    let expected = abs(variation(half) / variation(rows) - 1)
    let found = try #require(try values(study, "isotropic TV: ")["c2"])
    #expect(abs(found - expected) < 1e-12)
    #expect(expected > 1e-3)
    #expect(try values(study, "anisotropic TV: ").values.allSatisfy { $0 < 1e-12 })
    #expect(try values(study, "prox of anisotropic TV").values.allSatisfy { $0 < 1e-6 })
    #expect(try #require(try values(study, "prox of isotropic TV")["c2"]) > 1e-4)
  }

  @Test(
    "files that do not fit are refused",
    arguments: [
      ("kernel", "1,2\n3,4\n", "2 × 2 numbers; a kernel has a centre"),
      ("kernel", "1,2,3\n4,5,6\n", "2 × 3 numbers, where a square"),
      ("mask", "1,0\n0.5,1\n", "a mask has 1 where a pixel is known"),
      ("mask", "0,0\n0,0\n", "all 0"),
      ("data", "1,2,3\n", "1 × 3 numbers, where a square"),
    ])
  func refusals(name: String, text: String, says words: String) throws {
    let error = try #require(throws: LabError.self) { try study(name, text) }
    #expect(error.message.contains(words), "\(error.message)")
  }

  @Test(
    "options without effect are refused",
    arguments: [
      ("draws", LabValue.integers([3]), "--draws belongs to the built-in instance"),
      ("size", .integers([5]), "--size has no effect"),
      ("penalty", .numbers([0.2]), "--penalty has no effect without --mask"),
    ])
  func idle(name: String, value: LabValue, says words: String) throws {
    let error = try #require(throws: LabError.self) {
      try study("data", "1,2\n3,4\n", [(name, value)])
    }
    #expect(error.message.contains(words), "\(error.message)")
  }

  @Test("kernels of even width have no centre, and a tolerance is for files")
  func builtInRefusals() throws {
    for (name, value, words) in [
      ("widths", LabValue.integers([4]), "--widths 4: kernels have a centre"),
      ("tolerance", .numbers([0.1]), "--tolerance has no effect without --kernel"),
    ] {
      let error = try #require(throws: LabError.self) {
        try lab.study(lab.settings([(name, value)]))
      }
      #expect(error.message.contains(words), "\(error.message)")
    }
  }
}
