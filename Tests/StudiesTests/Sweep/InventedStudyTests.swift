// A sweep of something that is neither a risk nor learned: the engine knows no more than the protocol.

import Files
import Report
import TestSupport
import Testing

@testable import Studies

/// The cube of a whole number, which a point with a = 3 does not have.
private struct CubeStudy: SweptStudy {
  let name = "cube"
  let parameters = [SweepParameter(key: "a", standard: "0")]
  let columns = ["a", "cube", "word"]
  let textColumns: Set<String> = ["word"]

  func points(_ values: [SweepValue]) throws(StudyError) -> any SweptPoints {
    let text = ParameterTexts(parameters, values)["--a"] ?? ""
    return CubePoints(
      numbers: try Grid.integers(text, option: "--a"), values: [SweepValue(key: "a", text: text)])
  }
}

private struct CubePoints: SweptPoints {
  let numbers: [Int]
  let values: [SweepValue]
  let inputs: [SweepInput] = []
  let isSlow = false
  var count: Int { numbers.count }

  func computer() -> any PointComputer { CubeComputer(numbers: numbers) }
}

private struct CubeComputer: PointComputer {
  let numbers: [Int]

  mutating func write(
    _ number: Int, to row: inout CSVWriter, isStopping: @escaping @Sendable () -> Bool
  ) throws(StudyError) -> Bool {
    let a = numbers[number]
    guard a != 3 else { throw .failed("--a 3 has no cube\nhere") }
    row.append(a)
    row.append(a * a * a)
    row.append("a, b")
    return true
  }

  func writeSetting(_ number: Int, to row: inout CSVWriter) {
    row.append(numbers[number])
    row.appendEmpty()
    row.appendEmpty()
  }
}

@Suite struct InventedStudyTests {
  private let studies: [any SweptStudy] = [CubeStudy(), RiskSweep(parameters: [])]

  /// Plans and computes every shard of a grid file.
  private func sweep(_ text: String, shards: Int, in folder: Folder) throws -> SweepFolder {
    try folder.write(text, to: "grid.json")
    let request = try GridFile(path: folder.path("grid.json"), among: studies)
    let points = try request.study.points(request.values)
    let plan = SweepPlan(request.study, points, secondsPerPoint: 1e-6)
    let results = SweepFolder(folder.path("r"))
    for number in 1...shards {
      let shard = Shard(number: number, count: shards)
      let outcome = try results.compute(
        shard, of: plan, points, among: studies, jobs: 2, deadline: nil)
      #expect(outcome?.end == .complete)
      #expect(outcome?.done == shard.size(of: plan.points))
    }
    return results
  }

  private func merged(_ results: SweepFolder) throws -> String {
    let merge = try SweepMerge([results.path], plan: nil, allowsGaps: false, among: studies)
    var bytes: [UInt8] = []
    _ = try merge.write { (rows) throws(StudyError) in bytes += rows }
    return String(decoding: bytes, as: UTF8.self)
  }

  @Test("any study is planned, computed in shards and merged", arguments: [1, 2, 3, 5])
  func roundTrip(shards: Int) throws {
    let folder = try Folder()
    let results = try sweep(#"{"a": "2..5"}"#, shards: shards, in: folder)
    #expect(
      try merged(results) == """
        point,a,cube,word,error
        0,2,8,"a, b",
        1,3,,,a 3 has no cube here
        2,4,64,"a, b",
        3,5,125,"a, b",

        """)
    let plan = try results.plan(among: studies)
    #expect(plan.study.name == "cube" && plan.points == 4)
    let status = try SweepStatus(results, plan)
    #expect(status.isComplete && status.failed == 1)
    // The merged file is read again without a plan, by its columns.
    try folder.write(try merged(results), to: "all.csv")
    let again = try SweepMerge(
      [folder.path("all.csv")], plan: nil, allowsGaps: true, among: studies)
    var count = 0
    count = try again.write { (_) throws(StudyError) in }
    #expect(count == 4)
  }

  @Test("the folder of one study takes no plan of another")
  func foreign() throws {
    let folder = try Folder()
    let results = try sweep(#"{"a": "2..5"}"#, shards: 1, in: folder)
    let points = try CubeStudy().points([SweepValue(key: "a", text: "1,2")])
    let plan = SweepPlan(CubeStudy(), points, secondsPerPoint: 1)
    let error = #expect(throws: StudyError.self) { try results.adopt(plan, among: studies) }
    #expect(error?.message.contains("is another plan") == true)
  }

  @Test("shards without a row are named, with what computes them")
  func gaps() throws {
    let folder = try Folder()
    let points = try CubeStudy().points([SweepValue(key: "a", text: "1..7")])
    let plan = SweepPlan(CubeStudy(), points, secondsPerPoint: 1e-6)
    let results = SweepFolder(folder.path("r"))
    _ = try results.compute(
      Shard(number: 2, count: 3), of: plan, points, among: studies, jobs: 1, deadline: nil)
    let status = try SweepStatus(results, plan)
    #expect(status.missing == 5)
    #expect(status.incomplete.map(\.description) == ["1/3", "3/3"])
    let error = #expect(throws: StudyError.self) { try merged(results) }
    #expect(error?.message.hasPrefix("5 of 7 points are missing: 0, 2, 3, 5, 6") == true)
  }

  @Test(
    "a grid file is refused with the key and what may be meant",
    arguments: [
      (#"{"b": 1}"#, "unknown key b"), (#"{"command": "cubes"}"#, #"known are "cube", "risk""#),
      (#"{"a": [1]}"#, "a grid is a text"),
    ])
  func refusals(text: String, message: String) throws {
    let folder = try Folder()
    try folder.write(text, to: "grid.json")
    let error = #expect(throws: StudyError.self) {
      try GridFile(path: folder.path("grid.json"), among: studies)
    }
    #expect(error?.message.contains(message) == true, "\(error?.message ?? "")")
  }
}
