// Options that would change nothing are refused, in all commands alike; defaults never are.

import Studies
import TestSupport
import Testing

@testable import ToyCommand

@Suite struct IdleOptionTests {
  @Test(
    "an option that would change nothing is rejected, and the message names what it requires",
    arguments: [
      ("risk --family bilevel --depth 3", "--depth 3 has no effect: only --family unrolled"),
      ("risk --family linear,bilevel --omega 0.5", "--omega 0.5 has no effect: only"),
      ("risk --family linear --omega learned", "--omega learned has no effect"),
      ("risk-ratio --family bilevel --depth 2", "--depth 2 has no effect"),
      ("risk-ratio --family linear,bilevel --x depth", "--x depth has no effect: only"),
      ("risk-ratio --family bilevel --x omega", "--x omega has no effect"),
      ("expressivity --family bilevel --omega 1", "--omega 1 has no effect"),
      ("expressivity --s 0..5", "--s 0..5 has no effect: it requires --x s"),
      ("expressivity --x omega --omega 0.1,0.2 --s 0..5", "it requires --x s"),
      ("expressivity --x s --n 5", "--n 5 has no effect: curves over s"),
      ("expressivity --x s --k 2", "--k 2 has no effect: curves over s"),
      ("expressivity --x omega --omega 0.1,0.2 --n 9 -o a.svg", "--n 9 has no effect: figures"),
      ("expressivity --tolerance 1e-3", "--tolerance 1e-3 has no effect: it requires --check"),
      ("realize T.csv --family bilevel --depth 2", "--depth 2 has no effect"),
      ("realize T.csv --family bilevel --branch far", "--branch far has no effect: only --family"),
      ("realize T.csv --depth 4 --branch near", "--branch near has no effect: only odd depths"),
      ("realize T.csv --depth 1 --branch far", "only odd depths from 3 on"),
      ("landscape --family bilevel --depth 3", "--depth 3 has no effect"),
      (
        "landscape --r 0..2 -o -",
        "--r 0..2 has no effect: it requires --curve, --orbits or a figure"
      ),
      ("landscape --r 0..2 -o a.csv", "it requires --curve, --orbits or a figure"),
      ("landscape --x depth --r 0..2", "--r 0..2 has no effect: it requires --x r"),
      ("learn --init spectral --seed 3", "--seed 3 has no effect: spectral starts draw no random"),
      ("learn --y share", "--y share has no effect: it requires --x k or --x depth"),
      ("learn --y risk", "--y risk has no effect"),
      ("learn --x k --k 1,2 --y share -o a.csv", "--y share has no effect: it requires a figure"),
      ("learn --family bilevel --omega 0.5", "--omega 0.5 has no effect"),
      ("learn --family bilevel --x depth", "--x depth has no effect"),
      ("learn --draws 9", "--draws 9 has no effect: it requires --perturb"),
      ("learn --depth 3 --coordinates straight", "--coordinates straight has no effect"),
      ("learn --x k --k 3 --trace t.csv", "--trace t.csv has no effect: --x compares"),
      ("learn --x k --k 3 --save R.npy", "--save R.npy has no effect"),
      ("speech d --family bilevel --depth 2", "--depth 2 has no effect"),
      ("speech d --seeds 1", "--seeds 1 has no effect: it requires --train-frames"),
      ("check bounds --range theta=0..1", "--range theta has no effect"),
      ("check bounds --seed 4", "--seed has no effect: nothing here is drawn at random"),
      ("check bounds --samples 40", "--samples has no effect"),
      ("report --only odd-risk --light -o r/", "--light has no effect"),
      ("report --only even --data . -o r/", "--data has no effect"),
      (
        "risk --format json -o f/",
        "--format json has no effect: --output asks for csv and markdown"
      ),
      ("check bounds --format latex -o f/", "--format latex has no effect"),
    ])
  func idle(line: String, message: String) throws {
    let folder = try Folder()
    try folder.write("0.6\n", to: "T.csv")
    try folder.expectUsageError(line, says: message)
  }

  @Test(
    "an option that has an effect on a part of the result is legal",
    arguments: [
      "risk --n 5 --family bilevel,unrolled --depth 3 --omega 0.5", "risk --n 5 --depth 2",
      "risk --n 5 --family bilevel", "risk --n 5 --family linear,bilevel --k 1..5",
      "risk-ratio --n 5 --family bilevel --format csv -o -",
      "risk-ratio --n 5 --x depth --k 2 --depth 2,3 --omega learned --format csv -o -",
      "expressivity --family bilevel --n 5", "expressivity --x s --s 0..5 --family bilevel",
      "expressivity --x omega --omega 0.1,0.2 --n 9 --k 2 -o a.svg -o a.csv",
      "realize T.csv --depth 3 --branch far --k 1", "realize T.csv --family bilevel --k 1",
      "landscape --depth 2 --r lin:0..2:5 --curve --format csv -o -",
      "landscape --depth 2 --r lin:0..2:5 -o a.svg",
      "landscape --depth 2 --curve -o a.svg -o a.csv", "landscape --depth 2 --curve -o a.svg",
      "learn --n 4 --k 2 --init spectral,gaussian --seed 2 --starts 1 --format csv -o -",
      "learn --n 4 --k 2 --init spectral --seed 2 --starts 1 --perturb 0.1 --format csv -o -",
      "learn --n 4 --x depth --k 2 --depth 2,3 --coordinates straight --starts 1 -o a.csv",
      "learn --n 4 --x k --k 1,2 --y share --starts 1 -o a.svg",
      "check slide-bounds --range depth=3..9", "check bilevel-image --seed 4 --samples 40",
    ])
  func effective(line: String) throws {
    let folder = try Folder()
    try folder.write("0.6\n", to: "T.csv")
    _ = try folder.succeed(line)
  }

  @Test(
    "nothing is named twice",
    arguments: [
      ("risk --depth 2,3,2", "--depth 2,3,2: 2 is given twice"),
      ("risk --k 1..5,3", "--k 1..5,3: 3 is given twice"),
      ("risk --sigma 0.10,0.1", "--sigma 0.10,0.1: 0.1 is given twice"),
      ("risk --omega learned,0.5,learned", "learned is given twice"),
      ("risk --omega 0.5,.5", "0.5 is given twice"),
      ("risk --family bilevel,unrolled,bilevel", "--family: bilevel is given twice"),
      ("risk --data iid,iid", "--data: iid is given twice"),
      ("expressivity --family bilevel,bilevel", "bilevel is given twice"),
      ("landscape --family bilevel,bilevel", "bilevel is given twice"),
      ("learn --method gd,gd", "--method: gd is given twice"),
      ("learn --init small,small", "--init: small is given twice"),
      ("learn --perturb 0.1,0.1", "0.1 is given twice"),
      ("speech d d", "recordings: d is given twice"),
      ("check bounds bounds", "bounds is given twice"),
      ("figures filters filters", "filters is given twice"),
      ("figures -o a/ -o b/", "--output is given twice"),
      ("report --only even,even -o r/", "--only: even is given twice"),
      ("risk --sigma lin:1..1.0000000000000002:9", "cannot tell the points apart"),
    ])
  func repeated(line: String, message: String) throws {
    try Folder().expectUsageError(line, says: message)
  }

  @Test("a plan of a sweep refuses them too, and defaults that it keeps are none")
  func sweep() throws {
    let folder = try Folder()
    try folder.write(#"{"n": 5, "family": "bilevel", "depth": "3"}"#, to: "bad.json")
    try folder.expectRefusal(
      of: words("sweep plan bad.json -o plan.json"), status: 65,
      says: ["bad.json: depth 3 has no effect"])
    try folder.write(#"{"n": 5, "k": "1..5", "family": "bilevel"}"#, to: "good.json")
    _ = try folder.succeed("sweep plan good.json -o plan.json")
    _ = try folder.succeed("sweep run plan.json -o results")
    try folder.write(#"{"n": 5, "k": "1,2,1"}"#, to: "twice.json")
    try folder.expectRefusal(
      of: words("sweep plan twice.json -o p.json"), status: 65,
      says: ["twice.json: k 1,2,1: 1 is given"])
  }

  @Test("every condition is about options that the command has")
  func names() {
    func options(in condition: Effect.Condition) -> [String] {
      switch condition {
      case .given(let name), .absent(let name), .odd(let name): [name]
      case .names(_, let name): [name]
      case .reparametrized: ["--family", "--depth"]
      case .figure, .table: []
      case .any(let conditions): conditions.flatMap(options(in:))
      }
    }
    // Depth and step size are shared; a phase diagram is of unrolling alone.
    for command in Toy.commands where command.name != "phase" {
      let known = Set(command.options.map(\.name))
      for option in command.options {
        for effect in option.effects {
          let unknown = options(in: effect.condition).filter {
            !known.contains($0) && $0 != "--perturb"
          }
          #expect(unknown == [], "\(command.name) \(option.name)")
        }
      }
    }
  }
}
