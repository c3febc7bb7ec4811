// Options that toy learn rejects before it computes.

import Studies
import TestSupport
import Testing

@Suite struct LearnRefusalTests {
  @Test(
    "refusals name the option, the value and the legal values",
    arguments: [
      ("--family linear", "--family linear: the best linear denoiser needs no learning"),
      ("--omega 0", "--omega 0"), ("--omega -1", "--omega -1"), ("--omega nan", "--omega nan"),
      ("--starts 0", "--starts 0: a whole number from 1 to 100000"),
      ("--starts 1.5", "--starts 1.5"), ("--starts -1", "--starts -1"),
      ("--seed -1", "--seed -1: a whole number from 0"), ("--jobs 0", "--jobs 0"),
      ("--max-iterations x", "--max-iterations x"), ("--tolerance nan", "--tolerance nan"),
      ("--tolerance -1", "--tolerance -1"),
      ("--method lbgfs", "--method lbgfs: did you mean lbfgs? known are lbfgs, adam, gd"),
      ("--method sgd", "known are lbfgs, adam, gd"), ("--method lbfgs,", "--method "),
      ("--init gausian", "--init gausian: did you mean gaussian? known are"),
      ("--init zero", "known are gaussian, small, spectral, continuation"),
      ("--save R.txt", "--save R.txt: known extensions are .npy, .csv"),
      ("--save R", "known extensions are .npy, .csv"),
      ("--k 501 --n 500", "--k 501 exceeds --n 500"), ("--k 0", "--k 0"),
      ("--depth 0", "--depth 0"), ("--sigma -1", "--sigma -1"),
      ("--n 1000000", "more than 4 GB"), ("--n 200000 --method adam --k 1000", "lower --k"),
      ("--sigma 0.1,0.2", "learn takes one setting, but the options describe 2"),
      ("--k 1..3", "--x k or --x depth compares"), ("--depth 2,3", "one setting"),
      ("--omega 0.1,learned", "one setting"), ("--data constant,iid", "one setting"),
      ("--family bilevel,unrolled", "one setting"),
      ("--x sigma", "--x sigma"), ("--y speed", "--y speed"),
      ("--method gd,adam --save R.npy", "--save requires one setting, method and start, not 2"),
      ("--x k --k 1,2 --resume s", "--resume s has no effect: --x compares many runs"),
      ("--init small,gaussian --trace t.csv", "--trace requires one"),
      ("--strats 3", "did you mean --starts"), ("T.csv", "unexpected argument T.csv"),
    ])
  func refusals(line: String, fragment: String) throws {
    try Folder().expectRefusal(of: words("learn \(line)"), status: 64, says: [fragment])
  }

  @Test("data that cannot be read")
  func data() throws {
    let folder = try Folder()
    try folder.write("1\n-1\n", to: "negative.csv")
    try folder.expectRefusal(of: words("learn --data none.csv"), status: 66, says: ["none.csv"])
    try folder.expectRefusal(
      of: words("learn --data negative.csv"), status: 65, says: ["row 2", "negative"])
  }

  @Test("no start with a finite risk is a failure that says what may help")
  func impossible() throws {
    let outcome = try Folder().toy(
      "learn --n 5 --k 2 --depth 1000001 --omega 1000 --starts 2 -o -")
    #expect(outcome.status == 1 && outcome.text == "")
    #expect(outcome.diagnostics.contains("no start has a finite risk"))
    #expect(outcome.diagnostics.contains("smaller steps may help"))
  }

  @Test("what cannot be written is status 73", arguments: ["--save", "--trace", "--resume"])
  func cannotWrite(option: String) throws {
    let folder = try Folder()
    try folder.write("", to: "taken")
    let path = ["--save": "taken/R.npy", "--trace": "taken/trace.csv"][option] ?? "taken/state"
    #expect(try folder.toy("learn --n 4 --k 2 --starts 1 -o - \(option) \(path)").status == 73)
  }

  @Test("R for a huge signal is not written out, and the program reports it instead of crashing")
  func hugeSave() throws {
    // Three rows of 10¹⁵ numbers are beyond any memory; without --save this is a quick run.
    let folder = try Folder()
    let line = "learn --n 1000000000000000 --k 3 --starts 1 --max-iterations 5 -o -"
    #expect(try folder.toy(line).status == 0)
    #expect(try folder.toy("\(line) --save R.npy").status == 64)
  }
}
