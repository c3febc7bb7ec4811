import Foundation
import Studies
import TestSupport
import Testing

/// The recipes of docs/cluster with engines of a few lines in the place of the real ones, which
/// `make cluster-test` takes.
@Suite("recipes for clusters")
struct ClusterRecipeTests {
  private static let recipes =
    URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().path() + "docs/cluster"

  private let folder: Folder
  private let single: [UInt8]

  init() throws {
    folder = try Folder()
    single = try folder.wholeSweep(smallGrid)
    try FileManager.default.createDirectory(
      at: folder.url.appendingPathComponent("engines"), withIntermediateDirectories: true)
  }

  /// Puts a program into the place of one of an engine.
  ///
  /// A shell writes it: a file that this process had open for writing, a program that another test starts
  /// at the moment may still have open, and a file that is open for writing cannot be run.
  private func engine(_ name: String, _ script: String) throws {
    let outcome = try Program.run(
      URL(fileURLWithPath: "/bin/sh"),
      ["-c", "cat >\"$0\" && chmod 755 \"$0\"", "engines/\(name)"],
      in: folder.url, input: "#!/bin/sh\nset -eu\n\(script)\n", environment: [:])
    try #require(outcome.status == 0, "\(outcome.diagnostics)")
  }

  /// Runs a recipe with the engines of this folder.
  private func run(_ recipe: String, _ settings: String) throws -> Outcome {
    try folder.shell(
      "export TOY; PATH=$PWD/engines:$PATH; \(settings) '\(Self.recipes)/\(recipe)'")
  }

  /// GNU parallel: the words from the program on are the command, the lines of the input its `{}`.
  private static let parallel = """
    while [ "$1" != "$TOY" ]; do shift; done
    while read -r number; do
      (
        for word; do
          shift
          case $word in *"{}"*) word=$number${word#"{}"} ;; esac
          set -- "$@" "$word"
        done
        "$@"
      )
    done
    """

  @Test("the recipe for GNU parallel gives the bytes of a single run, in folders of any name")
  func gnuParallel() throws {
    try engine("parallel", Self.parallel)
    let outcome = try run(
      "parallel/sweep.sh", "SHARDS=3 FOLDER='a sweep' RESULT='a table.csv'")
    #expect(outcome.status == 0, "\(outcome.diagnostics)")
    #expect(try folder.bytes("a table.csv") == single)
  }

  @Test("the recipe for GNU parallel exits with 75 where shards are missing")
  func gnuParallelWithoutShards() throws {
    try engine("parallel", "head -n 2 | (\(Self.parallel))\nexit 1")
    let outcome = try run("parallel/sweep.sh", "SHARDS=3")
    #expect(outcome.status == 75)
    #expect(outcome.diagnostics.contains("warning: not all shards are complete"))
    #expect(try !folder.paths().contains("sweep.csv"))
    try engine("parallel", Self.parallel)
    #expect(try run("parallel/sweep.sh", "SHARDS=3").status == 0)
    #expect(try folder.bytes("sweep.csv") == single)
  }

  /// Slurm's sbatch: runs the tasks of the array one after the other, and tells the words it got.
  private static let sbatch = """
    tasks=
    echo "$*" >>submissions
    while :; do
      case $1 in
        --array=*) tasks=$(echo "${1#--array=}" | sed 's/%.*//; s/,/ /g') ;;
        --*) ;;
        *) break ;;
      esac
      shift
    done
    for task in ${tasks:-0}; do
      SLURM_ARRAY_JOB_ID=17 SLURM_ARRAY_TASK_ID=$task bash "$@" >>log 2>&1 || echo "$task: $?" >>failed
    done
    echo 17
    """

  @Test("the recipe for Slurm gives the bytes of a single run and submits only missing shards")
  func slurm() throws {
    try engine("sbatch", Self.sbatch)
    try engine("squeue", "exit 1")
    let first = try run("slurm/submit.sh", "SHARDS=3 FOLDER='a sweep' RESULT='a table.csv'")
    #expect(first.status == 0, "\(first.diagnostics)")
    #expect(first.text == "shards: job 17\nmerge:  job 17\n")
    #expect(try folder.bytes("a table.csv") == single)
    #expect(try folder.text("submissions").contains("--array=1,2,3%100 "))
    #expect(try folder.text("submissions").contains("--dependency=afterok:17 "))

    try FileManager.default.removeItem(atPath: folder.path("a sweep/shard-2-of-3.csv"))
    try FileManager.default.removeItem(atPath: folder.path("a table.csv"))
    try FileManager.default.removeItem(atPath: folder.path("submissions"))
    let second = try run("slurm/submit.sh", "SHARDS=3 FOLDER='a sweep' RESULT='a table.csv'")
    #expect(second.status == 0, "\(second.diagnostics)")
    #expect(try folder.bytes("a table.csv") == single)
    #expect(try folder.text("submissions").contains("--array=2%100 "))
    #expect(try !folder.paths().contains("failed"))
  }

  @Test("the recipe for Slurm does not submit a sweep whose jobs are still running")
  func slurmTwice() throws {
    try engine("sbatch", Self.sbatch)
    try engine("squeue", "echo 17")
    #expect(try run("slurm/submit.sh", "SHARDS=3").status == 0)
    let outcome = try run("slurm/submit.sh", "SHARDS=3")
    #expect(outcome.status == 1)
    #expect(outcome.diagnostics.contains("error: jobs 17,17 are not done yet"))
  }

  @Test(
    "a task of Slurm that ends with 75 or by a signal is requeued, unless it was cancelled",
    arguments: [
      (75, "RUNNING", true), (137, "RUNNING", true), (75, "COMPLETING", false),
      (0, "RUNNING", false), (65, "RUNNING", false),
    ])
  func slurmRequeue(status: Int32, state: String, isRequeued: Bool) throws {
    try engine("squeue", "echo \(state)")
    try engine("scontrol", "echo \"$*\" >requeued")
    try engine("program", "exit \(status)")
    let outcome = try folder.shell(
      "PATH=$PWD/engines:$PATH; SLURM_ARRAY_JOB_ID=17 SLURM_ARRAY_TASK_ID=2 "
        + "bash '\(Self.recipes)/slurm/sweep.sbatch' program plan.json sweep 3")
    #expect(outcome.status == status)
    #expect(try folder.paths().contains("requeued") == isRequeued)
    if isRequeued { #expect(try folder.text("requeued") == "requeue 17_2\n") }
  }

  @Test("the commands of the Snakefile give the bytes of a single run")
  func snakefile() throws {
    let text = try String(contentsOfFile: Self.recipes + "/snakemake/Snakefile", encoding: .utf8)
    // A command is one text or several in a row.
    let commands = text.components(separatedBy: "shell:\n").dropFirst().map { part in
      part.split(separator: "\n").prefix { $0.hasPrefix("        \"") }
        .map { $0.drop { $0 == " " }.dropFirst().dropLast() }.joined()
    }
    try #require(commands.count == 3)
    func run(_ action: String, _ values: [String: String]) throws {
      var command = try #require(commands.first { $0.contains("sweep \(action) ") })
      for (name, value) in values { command = command.replacing("{\(name)}", with: value) }
      for (name, value) in ["TOY:q": "\"$TOY\"", "FOLDER:q": "sweep"] {
        command = command.replacing("{\(name)}", with: value)
      }
      #expect(!command.contains("{"))
      let outcome = try folder.shell(command)
      #expect(outcome.status == 0, "\(command): \(outcome.diagnostics)")
    }
    try run("plan", ["input:q": "grid.json", "output:q": "sweep.plan.json"])
    for shard in 1...3 {
      try run(
        "run",
        [
          "input:q": "sweep.plan.json", "wildcards.shard": "\(shard)", "SHARDS": "3",
          "threads": "1",
        ])
    }
    try run("merge", ["output:q": "sweep.csv"])
    #expect(try folder.bytes("sweep.csv") == single)
  }

  @Test("the three steps of the README give the bytes of a single run")
  func threeSteps() throws {
    let text = try String(contentsOfFile: Self.recipes + "/README.md", encoding: .utf8)
    let block = try #require(
      text.components(separatedBy: "```sh\n").first { $0.hasPrefix("toy sweep plan grid.json") }?
        .components(separatedBy: "```").first)
    let lines = block.split(separator: "\n")
    try #require(lines.count == 5)
    for line in lines {
      let outcome = try folder.shell("\"$TOY\"\(line.dropFirst(3))")
      #expect(outcome.status == 0, "\(line): \(outcome.diagnostics)")
    }
    #expect(try folder.bytes("all.csv") == single)
  }

  @Test("the grid of the recipes can be planned")
  func grid() throws {
    let outcome = try folder.toy(["sweep", "plan", Self.recipes + "/grid.json", "-o", "-"])
    #expect(outcome.status == 0, "\(outcome.diagnostics)")
  }
}
