// The examples of the documentation, word for word, and that they are right.

import Foundation
import LinearAlgebra
import Testing
import ToyModel

// Of "Adding a filter".

struct ImplicitFilter: BranchedFilter {
  let depth: Int
  let stepSize: Double

  func gain(at s: Double) -> Gain {
    guard s.isFinite else { return .zero }
    let logarithm = -Double(depth) * log1p(stepSize * (1 + s))
    return Gain(value: -expm1(logarithm) / (1 + s), defect: (s + exp(logarithm)) / (1 + s))
  }

  func derivative(at s: Double) -> Double {
    let y = stepSize * (1 + s)
    let power = exp(-Double(depth) * log1p(y))
    return (Double(depth) * stepSize * power / (1 + y) - value(at: s)) / (1 + s)
  }

  var forcedGain: Gain { gain(at: 0) }

  var image: FilterImage {
    FilterImage(lowerBound: .zero, upperBound: forcedGain, includesLowerBound: false)
  }

  var turningPoints: [TurningPoint] { [] }
}

func bestRisk(of filter: some SpectralFilter, in spectrum: Spectrum, rows: Int) -> OptimalRisk {
  OptimalRisk(
    spectrum: spectrum, noiseVariance: 0.81, rows: rows, family: PreparedFamily(filter: filter))
}

// Of "Adding a data model".

extension DataModel {
  /// Eigenvalues energy · ratioⁱ for i < n.
  static func geometric(n: Int, energy: Double, ratio: Double) -> DataModel {
    var eigenvalue = energy
    var eigenvalues: [Double] = []
    for _ in 0..<n {
      eigenvalues.append(eigenvalue)
      eigenvalue *= ratio
    }
    return .spectrum(Spectrum(eigenvalues: eigenvalues))
  }
}

extension DataModel {
  /// Energy 1 in the first `count` directions and none in the others.
  static func subspace(n: Int, count: Int) -> DataModel {
    .spectrum(
      Spectrum([
        Spectrum.Group(eigenvalue: 1, multiplicity: count),
        Spectrum.Group(eigenvalue: 0, multiplicity: n - count),
      ]))
  }
}

extension DataModel {
  /// Samples of mean square 1 with correlation ρ^|i−j|.
  static func correlated(
    n: Int, correlation: Double
  ) throws(FactorizationError) -> DataModel {
    var moment = Matrix.identity(n)
    for column in 0..<n {
      for row in 0..<n where row != column {
        moment[row, column] = pow(correlation, Double(abs(row - column)))
      }
    }
    return try .secondMoment(moment)
  }
}

@Suite struct DocumentationExamples {
  private static let package = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  @Test(
    "the Swift code of the articles is the code above", arguments: ["AFilter", "ADataModel"])
  func blocks(article: String) throws {
    let path = "Sources/ToyModel/ToyModel.docc/Adding\(article).md"
    let article = try String(contentsOf: Self.package.appending(path: path), encoding: .utf8)
    let code = try String(contentsOf: URL(filePath: #filePath), encoding: .utf8)
    let blocks = article.components(separatedBy: "```swift\n").dropFirst()
    #expect(blocks.count >= 2)
    for block in blocks {
      let text = try #require(block.components(separatedBy: "```").first)
      #expect(code.contains(text), "\(text)")
    }
  }

  @Test("the landing page shows what its code prints")
  func landing() {
    let spectrum = DataModel.constant(n: 500, mu: 1, theta: 0.5).spectrum
    let best = OptimalRisk(
      spectrum: spectrum, noiseVariance: 0.81, rows: 50, family: .unrolled(depth: 2, step: .learned)
    )
    #expect("\(best.risk.total) \(best.attainment)" == "115.11495704901465 attained")
  }

  @Test("so does README")
  func readme() throws {
    let spectrum = DataModel.constant(n: 500, mu: 1, theta: 0.5).spectrum
    let best = OptimalRisk(
      spectrum: spectrum, noiseVariance: 0.81, rows: 50, family: .unrolled(depth: 3, step: .learned)
    )
    let printed = "\(best.risk.total) \(best.attainment)"
    let readme = try String(contentsOf: Self.package.appending(path: "README.md"), encoding: .utf8)
    #expect(
      readme.contains(
        """
        let spectrum = DataModel.constant(n: 500, mu: 1, theta: 0.5).spectrum
        let best = OptimalRisk(
          spectrum: spectrum, noiseVariance: 0.81, rows: 50, family: .unrolled(depth: 3, step: .learned))
        print(best.risk.total, best.attainment)  // \(printed)
        """))
  }

  @Test("the landing page lists every public type")
  func complete() throws {
    let sources = Self.package.appending(path: "Sources/ToyModel")
    let page = try String(
      contentsOf: sources.appending(path: "ToyModel.docc/ToyModel.md"), encoding: .utf8)
    let files = try FileManager.default.subpathsOfDirectory(atPath: sources.path())
    var count = 0
    for file in files where file.hasSuffix(".swift") {
      let text = try String(contentsOf: sources.appending(path: file), encoding: .utf8)
      for line in text.split(separator: "\n") {
        let words = line.split { " :<".contains($0) }
        guard line.hasPrefix("public "), words.count > 2,
          ["struct", "enum", "protocol"].contains(words[1])
        else { continue }
        #expect(page.contains("\n- ``\(words[2])``\n"), "\(words[2])")
        count += 1
      }
    }
    #expect(count > 25)
  }

  @Test("the implicit filter is N implicit steps", arguments: [1, 2, 3, 10])
  func steps(depth: Int) {
    let filter = ImplicitFilter(depth: depth, stepSize: 0.7)
    for s in [0, 0.3, 2, 50] {
      var z = 0.0
      for _ in 0..<depth { z = (z + 0.7) / (1 + 0.7 * (1 + s)) }
      // A few roundings in either way.
      #expect(abs(filter.value(at: s) - z) <= 1e-15)
      #expect(abs(filter.gain(at: s).defect - (1 - z)) <= 1e-15)
      let h = 1e-5
      let slope = (filter.value(at: s + h) - filter.value(at: s - h)) / (2 * h)
      // The difference has an error of order h².
      #expect(abs(filter.derivative(at: s) - slope) <= 1e-9)
    }
  }

  @Test("its best risk does not know parity, and has the bilevel form with c₀ instead of 1")
  func risk() throws {
    let spectrum = DataModel.constant(n: 10, mu: 1, theta: 0.5).spectrum
    for depth in [2, 3] {
      let filter = ImplicitFilter(depth: depth, stepSize: 0.7)
      let best = bestRisk(of: filter, in: spectrum, rows: 5)
      let forced = filter.forcedGain
      // Forced are the direction of the signal and four without.
      let expected =
        0.5 * (12.5 * forced.defect * forced.defect + 0.81 * forced.value * forced.value)
        + 4 * 0.5 * 0.81 * forced.value * forced.value
      #expect(abs(best.risk.total - expected) <= 1e-14 * expected)
      #expect(best.attainment == .eigenvaluesToZero(directions: 5))
      let matrix = Matrix(diagonal: [forced.value, 0.3, 0.1])
      #expect(try filter.realize(matrix, rows: 2).relativeResidual < 1e-14)
    }
  }

  @Test("its landscape has one minimum and no barrier")
  func landscape() {
    let landscape = RiskLandscape(
      filter: ImplicitFilter(depth: 3, stepSize: 0.7),
      directional: DirectionalRisk(signalEnergy: 1.25, noiseVariance: 0.81))
    #expect(landscape.criticalPoints.map(\.kind) == [.maximum, .minimum])
  }

  @Test("the data models have the spectra that they promise")
  func spectra() throws {
    let geometric = DataModel.geometric(n: 4, energy: 8, ratio: 0.5).spectrum
    #expect(geometric.groups.map(\.eigenvalue) == [8, 4, 2, 1])
    let subspace = DataModel.subspace(n: 1_000_000, count: 3).spectrum
    #expect(subspace.dimension == 1_000_000)
    #expect(subspace.trace == 3)
    // The eigenvalues of [[1, ρ], [ρ, 1]] are 1 ± ρ.
    let correlated = try DataModel.correlated(n: 2, correlation: 0.5).spectrum
    for (group, eigenvalue) in zip(correlated.groups, [1.5, 0.5]) {
      #expect(abs(group.eigenvalue - eigenvalue) <= 1e-15)
    }
  }
}
