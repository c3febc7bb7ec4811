// Labs as studies of sweeps.

import Evidence
import Files
import LabKit
import Libc
import LinearAlgebra
import Report
import Studies

/// A lab in a sweep: a row for every choice of its parameters and every seed.
struct LabSweepStudy: SweptStudy {
  fileprivate let lab: any Lab
  fileprivate let sweep: LabSweep

  static let seedKey = "seed"

  /// Nil for a lab that cannot be swept.
  init?(_ lab: any Lab) {
    guard let sweep = lab.sweep else { return nil }
    self.lab = lab
    self.sweep = sweep
  }

  var name: String { "lab \(lab.id)" }
  var parameters: [SweepParameter] {
    lab.parameters.map { SweepParameter(key: $0.name, standard: nil) } + [
      SweepParameter(key: Self.seedKey, standard: "0")
    ]
  }
  var columns: [String] { [Self.seedKey] + sweep.columns }
  var textColumns: Set<String> { sweep.textColumns }

  func points(_ values: [SweepValue]) throws(StudyError) -> any SweptPoints {
    try LabPoints(self, values)
  }
}

/// The points: the axes of the lab in its order, then the seeds, which vary fastest.
private struct LabPoints: SweptPoints {
  fileprivate let study: LabSweepStudy
  /// The settings that all points have in common.
  private let common: LabSettings
  private let axes: [(parameter: LabParameter, values: [LabValue])]
  private let seeds: [Int]
  let count: Int
  let values: [SweepValue]
  let inputs: [SweepInput]
  let isSlow = true

  init(_ study: LabSweepStudy, _ given: [SweepValue]) throws(StudyError) {
    self.study = study
    let lab = study.lab
    var common = LabSettings(lab.parameters, command: "toy lab \(lab.id)")
    let texts = Dictionary(given.map { ($0.key, $0.text) }) { first, _ in first }
    let defaults = study.sweep.defaults(Set(texts.keys))
    var axes: [(parameter: LabParameter, values: [LabValue])] = []
    for parameter in lab.parameters {
      let value = try texts[parameter.name].map { (text) throws(StudyError) in
        try Self.value(parameter, text)
      }
      guard study.sweep.axes.contains(parameter) else {
        if let value { common.set(parameter, to: value) }
        continue
      }
      let standard = defaults.first { $0.parameter == parameter }
      guard let all = value ?? (standard == nil ? Self.allNames(parameter) : standard?.value)
      else { continue }
      axes.append((parameter, Self.single(all)))
    }
    self.common = common
    self.axes = study.sweep.axes.compactMap { axis in axes.first { $0.parameter == axis } }
    let option = "--\(LabSweepStudy.seedKey)"
    seeds = try Grid.integers(texts[LabSweepStudy.seedKey] ?? "0", option: option)
    for seed in seeds where !(0...Int(Int32.max)).contains(seed) {
      throw .illegal("\(option) \(seed): a whole number from 0 to \(Int32.max)")
    }
    count = try sweepCount(self.axes.map(\.values.count) + [seeds.count])
    var inputs: [SweepInput] = []
    for parameter in lab.parameters {
      for path in common.files(parameter) { inputs.append(try Self.input(path)) }
    }
    self.inputs = inputs
    values = study.parameters.compactMap { parameter in
      let text = texts[parameter.key] ?? parameter.standard
      return text.map { SweepValue(key: parameter.key, text: $0) }
    }
  }

  /// Reads the value of a parameter.
  private static func value(
    _ parameter: LabParameter, _ text: String
  ) throws(StudyError) -> LabValue {
    if case .folder = parameter.kind {
      throw .illegal("\(parameter.option) cannot be used in a sweep")
    }
    if parameter.kind == .flag {
      guard ["yes", "no"].contains(text) else {
        throw .illegal("\(parameter.option) \(printable(text)): yes or no")
      }
      return .flag(text == "yes")
    }
    do throws(CommandError) {
      return try parameter.value(text)
    } catch {
      throw .illegal(error.message)
    }
  }

  /// All names of a parameter that chooses among them; nil for other kinds.
  private static func allNames(_ parameter: LabParameter) -> LabValue? {
    guard case .names(_, let names, isSingle: false) = parameter.kind else { return nil }
    return .names(names)
  }

  /// The values of a list, one by one.
  private static func single(_ value: LabValue) -> [LabValue] {
    switch value {
    case .numbers(let numbers): numbers.map { .numbers([$0]) }
    case .integers(let integers): integers.map { .integers([$0]) }
    case .names(let names): names.map { .names([$0]) }
    case .text(let text?):
      text.split(separator: ",", omittingEmptySubsequences: false).map { .text(String($0)) }
    case .files, .flag, .text: [value]
    }
  }

  private static func input(_ path: String) throws(StudyError) -> SweepInput {
    do throws(FileError) {
      let bytes = try readFile(path, limit: fileLimit)
      return SweepInput(path: path, fingerprint: "\(path) \(fnv1a(bytes))")
    } catch {
      throw .file(error)
    }
  }

  /// The largest size of a file, 4 GB.
  private static let fileLimit = 1 << 32

  func computer() -> any PointComputer { LabComputer(points: self) }

  /// The settings of a point.
  fileprivate func settings(_ number: Int) -> LabSettings {
    var digits = MixedRadix(number)
    var settings = common
    settings.seed = UInt64(seeds[digits.next(seeds.count)])
    for axis in axes.reversed() {
      settings.set(axis.parameter, to: axis.values[digits.next(axis.values.count)])
    }
    return settings
  }
}

private struct LabComputer: PointComputer {
  let points: LabPoints

  init(points: LabPoints) {
    // The last bits of BLAS depend on the number of its threads.
    setBLASThreads(1)
    self.points = points
  }

  mutating func write(
    _ number: Int, to row: inout CSVWriter, isStopping: @escaping @Sendable () -> Bool
  ) throws(StudyError) -> Bool {
    guard !isStopping() else { return false }
    let settings = points.settings(number)
    let (lab, sweep) = (points.study.lab, points.study.sweep)
    let study: LabStudy
    do throws(LabError) {
      study = try lab.study(settings)
    } catch {
      throw .failed(error.message)
    }
    guard let table = study.tables.first(where: { $0.name == sweep.table })?.table,
      table.columns == sweep.columns, table.rows.count == 1
    else { throw .failed("\(points.study.name) has no single row for this point") }
    row.append(Int(clamping: settings.seed))
    for cell in table.rows[0].cells { row.append(cell) }
    return true
  }

  func writeSetting(_ number: Int, to row: inout CSVWriter) {
    let settings = points.settings(number)
    row.append(Int(clamping: settings.seed))
    for column in points.study.sweep.columns {
      guard let parameter = points.study.sweep.settingColumns[column],
        settings.isGiven(parameter)
      else {
        row.appendEmpty()
        continue
      }
      switch settings.value(of: parameter) {
      case .names(let names): row.append(names.joined(separator: ","))
      case .integers(let integers) where integers.count == 1: row.append(integers[0])
      case .numbers(let numbers) where numbers.count == 1: row.append(.number(numbers[0]))
      default: row.appendEmpty()
      }
    }
  }
}
