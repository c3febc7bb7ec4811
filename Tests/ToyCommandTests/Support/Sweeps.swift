// Sweeps as tests make them.

import Foundation
import Studies
import TestSupport
import Testing

/// 480 points of closed forms: failed ones (k > n), odd depths, a learned step.
let smallGrid = """
  {"n": "20", "k": "1..24:2", "sigma": "log:0.01..10:10", "depth": "2,3", "omega": "0.5,learned"}
  """

/// Some 10,000 points, which take half a second of a build for debugging.
let largeGrid = """
  {"n": "40", "k": "1..40", "sigma": "log:0.01..10:60", "depth": "2,3", "omega": "0.5,learned"}
  """

/// 1,336 points that take some milliseconds each, for runs that are stopped in the middle: the 2,000
/// eigenvalues of `spectrum.csv`.
let slowGrid = """
  {"data": "spectrum.csv", "k": "1..1999:6", "sigma": "0.1,0.9", "depth": "21", "omega": "learned,0.5"}
  """

/// The columns of a sweep of closed forms.
let sweepColumns = ["point"] + riskColumns + ["error"]

extension Folder {
  /// Plans a grid.
  func plan(_ grid: String, as name: String = "plan.json") throws {
    try write(grid, to: "grid.json")
    _ = try succeed("sweep plan grid.json -o \(name)")
  }

  /// Plans ``slowGrid``.
  func planSlowly() throws {
    try write((1...2000).map { "\(3 / Double($0))\n" }.joined(), to: "spectrum.csv")
    try plan(slowGrid)
  }

  /// Plans a grid and computes it in one go.
  ///
  /// - Returns: The merged results.
  func wholeSweep(_ grid: String) throws -> [UInt8] {
    try plan(grid)
    _ = try succeed("sweep run plan.json -o whole")
    return try succeed("sweep merge whole -o -").output
  }

  /// Merges everything in folders and files.
  func merged(_ operands: String, _ options: String = "") throws -> [UInt8] {
    _ = try succeed("sweep merge \(operands) \(options)\(options.isEmpty ? "" : " ")-o merged.csv")
    return try bytes("merged.csv")
  }

  /// Starts a run and waits until it has written rows; it may have ended on a machine that is slow to look.
  func startSweep(_ line: String, until name: String) throws -> RunningProgram {
    let run = try RunningProgram(line, in: self, output: "out", diagnostics: "err")
    for _ in 0..<Int(200 * Program.hangs) {
      let size = try? FileManager.default.attributesOfItem(atPath: path(name))[.size] as? Int
      if (size ?? 0) > 1000 || !run.isRunning { break }
      Thread.sleep(forTimeInterval: 0.005)
    }
    return run
  }
}
