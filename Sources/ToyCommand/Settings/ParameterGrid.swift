// The grids of all parameters of a sweep, as the options give them.

import Files
import ToyModel

/// The values that the options of `risk` and `risk-ratio` allow every parameter.
struct ParameterGrid: Sendable {
  var data: [DataChoice]
  var n: [Int]
  /// nil stands for k = n.
  var k: [Int]?
  var mu: [Double]
  var theta: [Double]
  var sigma: [Double]
  /// The families in the order given; unrolled ones by depth, then step rule.
  var families: FamilyGrid

  /// The options that are read here.
  static func options(family: String, depth: String, omega: String) -> [Option] {
    [
      .data, .n, .k("; a sweep over k has all of 1..n"), .mu, .theta, .sigma,
      .families(default: family), .depth(default: depth), .omega(default: omega),
    ] + DataReading.options
  }

  /// Reads the grids; single values are checked later, point by point, by ``Setting/validate()``.
  ///
  /// - Throws: ``CommandError``.
  init(
    _ arguments: ParsedArguments, options: [Option], defaults: [String: String] = [:]
  ) throws(CommandError) {
    /// The text of an option: as given, else the default of the sweep, else that of the table.
    func text(_ name: String) -> String {
      guard let option = options.first(where: { $0.name == name }) else { return "" }
      return arguments.has(option)
        ? arguments.value(option) ?? "" : defaults[name] ?? option.standard ?? ""
    }
    n = try Grid.integers(text("--n"), option: "--n")
    let rows = text("--k")
    k = rows == "n" ? nil : try Grid.integers(rows, option: "--k")
    mu = try Grid.numbers(text("--mu"), option: "--mu")
    theta = try Grid.numbers(text("--theta"), option: "--theta")
    sigma = try Grid.numbers(text("--sigma"), option: "--sigma")
    families = try FamilyGrid(
      names: text("--family"), depths: text("--depth"), steps: text("--omega"))
    // Where n is given it is the length of the frames that recordings are cut into.
    let isLength = arguments.has(.n) && n.count == 1
    let frameLength = isLength && (1...MeasuredData.frameLengthLimit).contains(n[0]) ? n[0] : nil
    data = try DataChoice.parse(
      text("--data"), reading: DataReading(arguments), frameLength: frameLength)
    try requireDistinct(data.map(\.name), option: "--data")
    try checkFiles(arguments)
    for case .file(let file) in data { file.report() }
  }

  /// n comes from the file, and μ and θ mean nothing there.
  private mutating func checkFiles(_ arguments: ParsedArguments) throws(CommandError) {
    let files = data.compactMap { choice -> (path: String, n: Int)? in
      guard case .file(let data) = choice else { return nil }
      return (data.path, data.spectrum.dimension)
    }
    guard let first = files.first else {
      for option in DataReading.options where arguments.has(option) {
        throw .usage("\(option.name) has no effect without --data FILE")
      }
      return
    }
    for option in [Option.mu, .theta] where arguments.has(option) && files.count == data.count {
      throw .usage("\(option.name) has no effect on --data \(first.path)")
    }
    if arguments.has(.n) {
      for file in files where n != [file.n] {
        throw .usage(
          "--n \(n.map(String.init).joined(separator: ",")) contradicts --data "
            + "\(file.path), where n = \(file.n)")
      }
    } else {
      guard files.allSatisfy({ $0.n == first.n }) else {
        throw .usage("--data: the files differ in n: \(files.map(\.n))")
      }
      n = [first.n]
    }
  }

  /// All depths with all step rules, each of them legal.
  ///
  /// - Throws: ``CommandError`` of status usage.
  static func unrolledFamilies(
    depths: String, steps: String
  ) throws(CommandError) -> [DenoiserFamily] {
    let grid = try FamilyGrid(names: "unrolled", depths: depths, steps: steps)
    try grid.requireFewPairs()
    return Array(grid)
  }

  /// Reads step sizes: a grid in which `learned` may stand for a learned ω.
  static func stepRules(_ text: String) throws(CommandError) -> [StepRule] {
    var result: [StepRule] = []
    var sizes: [Double] = []
    for item in text.split(separator: ",", omittingEmptySubsequences: false) {
      if item == "learned" {
        guard !result.contains(.learned) else {
          throw .usage("--omega \(printable(text)): learned is given twice")
        }
        result.append(.learned)
      } else {
        let numbers = try Grid.numbers(String(item), option: "--omega", or: "learned")
        sizes += numbers
        result += numbers.map { .fixed($0) }
      }
    }
    try Grid.requireDistinct(sizes, text, option: "--omega")
    return result
  }

  /// All points: data, n, μ, θ, σ, family and k, the last fastest.
  ///
  /// They are made when they are asked for; memory is that of the grids.
  ///
  /// - Throws: ``CommandError`` of status usage for an illegal point.
  func settings() throws(CommandError) -> SettingList {
    try families.requireFewPairs()
    try validateValues()
    // Every n meets every k.
    if let k, let most = k.max(), let n = n.first(where: { $0 < most }) {
      let first = k.first { $0 > n } ?? most
      try Setting(
        data: data[0], n: n, mu: mu[0], theta: theta[0], sigma: sigma[0], k: first, family: .linear
      ).validate()
    }
    return try SettingList(self)
  }
}

/// The points of grids by number; see ``ParameterGrid/settings()``.
struct SettingList: Sendable, RandomAccessCollection {
  private let grid: ParameterGrid
  let endIndex: Int

  /// Takes over grids whose points are legal.
  ///
  /// - Throws: ``CommandError`` of status usage for too many points.
  init(_ grid: ParameterGrid) throws(CommandError) {
    let count = grid.axisCounts.reduce(1.0) { $0 * Double($1) }
    guard count <= Double(Grid.pointLimit) else {
      throw .usage("the grids have more than \(Grid.pointLimit) points together")
    }
    self.grid = grid
    endIndex = Int(count)
  }

  var startIndex: Int { 0 }

  subscript(position: Int) -> Setting { grid.setting(position) }
}
