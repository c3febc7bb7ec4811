// Values that no setting may have: refused before any computation, with option, value and range.

import Studies
import TestSupport
import Testing

@Suite struct IllegalValueTests {
  @Test(
    "numbers that are not finite decimals",
    arguments: ["sigma", "mu", "theta", "omega"],
    [
      "nan", "NaN", "inf", "-inf", "infinity", "1e400", "0x10", "0x1p3", "1,5e", "one", "1.0.0",
      "1_0",
    ])
  func notNumbers(option: String, value: String) throws {
    try Folder().expectUsageError(
      "risk --\(option) \(value)", says: "--\(option) ", "not a finite number")
  }

  @Test(
    "whole numbers that are none",
    arguments: ["n", "k", "depth"], ["1.5", "nan", "inf", "0x5", "9007199254740994", "x"])
  func notWhole(option: String, value: String) throws {
    try Folder().expectUsageError("risk --\(option) \(value)", says: "--\(option) \(value)")
  }

  @Test(
    "values out of range are named with the range",
    arguments: [
      ("--sigma -1", "--sigma -1.0: σ is a standard deviation, 0 or more"),
      ("--theta -0.5", "--theta -0.5: θ is a standard deviation, 0 or more"),
      ("--sigma 1e-200", "--sigma 1e-200: σ is a standard deviation, 0 or of magnitude 1e-100 to"),
      ("--sigma 1e101", "--sigma 1e+101: σ is a standard deviation, 0 or of magnitude 1e-100 to"),
      ("--theta 1e-101", "--theta 1e-101"), ("--mu 1e101", "--mu 1e+101: μ is a mean"),
      ("--mu -1e200", "--mu -1e+200"), ("--sigma 0.1,-2", "--sigma -2.0"),
      ("--omega 0", "--omega 0.0: a step size is above 0 and at most 1e+100"),
      ("--omega -0.5", "--omega -0.5: a step size is above 0"),
      ("--omega 1e101", "--omega 1e+101: a step size is above 0"),
      ("--omega learned,0", "--omega 0.0: a step size is above 0"),
      ("--depth 0", "--depth 0: the number of steps N is between 1 and 2⁵³"),
      ("--depth -2", "--depth -2: the number of steps N is between 1 and 2⁵³"),
      ("--n 0", "--n 0: the dimension is between 1 and 2⁵³"),
      ("--n -3", "--n -3: the dimension is between 1 and 2⁵³"),
      ("--k 0", "--k 0: R has at least 1 row"), ("--k -1", "--k -1: R has at least 1 row"),
      ("--k 501", "--k 501 exceeds --n 500: R has k ≤ n rows\n"),
      ("--k 1..501", "--k 501 exceeds --n 500: R has k ≤ n rows\n"),
      ("--n 5 --k 6", "--k 6 exceeds --n 5: R has k ≤ n rows\n"),
    ])
  func outOfRange(options: String, message: String) throws {
    let folder = try Folder()
    try folder.expectUsageError("risk \(options)", says: message)
    // Off the axis of the sweep, a list is refused for another reason.
    guard !options.contains(",") else { return }
    try folder.expectUsageError("risk-ratio \(options)", says: message)
  }

  @Test(
    "the commands of the expressivity theorem have the same ranges",
    arguments: [
      ("expressivity --omega 0", "--omega 0.0: a step size is above 0"),
      ("expressivity --depth 0", "--depth 0: the number of steps N is between 1"),
      ("expressivity --omega nan", "--omega nan: not a finite number"),
      ("expressivity --n 0", "--n 0: "), ("expressivity --n 2,3", "--n 2,3: "),
      ("expressivity --n 5 --k 0", "--k 0: R has at least 1 row"),
      ("expressivity --n 5 --k 6", "--k 6 exceeds --n 5: R has k ≤ n rows"),
      ("expressivity --x s --s -1", "--s -1.0: eigenvalues of RᵀR are 0 or more"),
      ("expressivity --x s --s nan", "--s nan: not a finite number"),
      ("expressivity --check T.csv --k 2", "--k 2 exceeds n = 1, the size of T: R has k ≤ n rows"),
      ("expressivity --check T.csv --n 2", "--n 2 contradicts T.csv, where n = 1"),
      ("expressivity --check T.csv --tolerance -1", "--tolerance -1.0: "),
      ("expressivity --check T.csv --tolerance nan", "--tolerance nan: not a finite number"),
      ("realize T.csv --tolerance 1", "--tolerance 1.0: a tolerance is at least 0 and below 1"),
      ("realize T.csv --omega -1", "--omega -1.0: a step size is above 0"),
      ("realize T.csv --depth 0", "--depth 0: the number of steps N is between 1"),
      ("realize T.csv --k 2", "--k 2 exceeds n = 1, the size of T: R has k ≤ n rows"),
      ("realize T.csv --k 0", "--k 0: R has at least 1 row"),
    ])
  func expressivity(line: String, message: String) throws {
    let folder = try Folder()
    try folder.write("0.6\n", to: "T.csv")
    try folder.expectUsageError("\(line) -o out.csv", says: message)
  }

  @Test(
    "a learned step size is refused where sets of denoisers are requested",
    arguments: [
      "expressivity --omega learned", "expressivity --omega 0.5,learned",
      "realize T.csv --omega learned", "risk-ratio --x omega --omega learned",
      "risk-ratio --x omega --omega 0.5,learned",
    ])
  func learned(line: String) throws {
    let folder = try Folder()
    try folder.write("0.6\n", to: "T.csv")
    try folder.expectUsageError(line, says: "--omega learned: ")
  }

  @Test(
    "values are refused even where the family does not use them",
    arguments: [
      ("risk --family bilevel --omega 0", "--omega 0"),
      ("risk --family linear --depth 0", "--depth 0"),
      ("expressivity --family bilevel --omega -1", "--omega -1"),
    ])
  func unused(line: String, message: String) throws {
    try Folder().expectUsageError(line, says: message)
  }

  @Test(
    "empty values and empty entries of lists",
    arguments: [
      "risk --sigma=", "risk --mu=", "risk --k=", "risk --n=", "risk --depth=", "risk --omega=",
      "risk --family=", "risk --data=", "risk --format=", "risk --sigma 0.1,,0.2",
      "risk --k 1,", "risk --omega ,learned", "risk --family bilevel,", "risk --data constant,",
      "risk-ratio --x=", "risk-ratio --y=", "expressivity --family=", "expressivity --omega=",
      "expressivity --family bilevel,", "expressivity --x=", "realize T.csv --branch=",
      "realize T.csv --tolerance=", "realize T.csv --family=",
    ])
  func empty(line: String) throws {
    let folder = try Folder()
    try folder.write("0.6\n", to: "T.csv")
    let option = try #require(words(line).first { $0.hasPrefix("--") })
    try folder.expectUsageError(line, says: option.split(separator: "=").joined())
  }
}
