// toy expressivity --check: members, and each condition that a matrix can violate.

import Foundation
import Studies
import TestSupport
import Testing

/// A matrix outside a set: what it violates, and the options that say which set.
struct Outsider: Sendable, CustomTestStringConvertible {
  let matrix: String
  let options: String
  let condition: String
  let message: String

  init(_ matrix: String, _ options: String, _ condition: String, _ message: String) {
    (self.matrix, self.options) = (matrix, options)
    (self.condition, self.message) = (condition, message)
  }

  var testDescription: String { "\(condition): \(options)" }

  static let all = [
    Outsider(
      "0.5,0.1\n0.3,0.5\n", "--depth 2", "not symmetric",
      "not symmetric: entries (1, 2) and (2, 1) differ by 0.19999999999999998"),
    Outsider(
      "0.6,0.1\n0.1,0.6\n", "--depth 2 --k 1", "too few forced eigenvalues",
      "f(0) = 0.75 is an eigenvalue 0 times; n − k = 1 times are required"),
    Outsider(
      "5,0\n0,0.5\n", "--depth 2", "eigenvalue outside the image",
      "eigenvalue outside the image: 5.0 is above 0.75 by 4.25"),
    Outsider(
      "0.25,0\n0,0.5\n", "--depth 3", "eigenvalue outside the image",
      "eigenvalue outside the image: 0.25 is below 0.375 by 0.125"),
    Outsider(
      "1.5,0\n0,0.5\n", "--family bilevel", "eigenvalue outside the image",
      "eigenvalue outside the image: 1.5 is above 1.0 by 0.5"),
    Outsider(
      "0,0\n0,0.5\n", "--family bilevel", "eigenvalue outside the image",
      "eigenvalue outside the image: 0.0 is not above 0.0, which no R reaches"),
    Outsider(
      "5,0\n0,6\n", "--depth 2", "eigenvalue outside the image",
      "eigenvalue outside the image: 2 eigenvalues are above 0.75, the highest, 6.0, by 5.25"),
    Outsider(
      "0,0\n0,0.25\n", "--depth 3", "eigenvalue outside the image",
      "eigenvalue outside the image: 2 eigenvalues are below 0.375, the lowest, 0.0, by 0.375"),
    Outsider(
      "0,0\n0,-1\n", "--family bilevel", "eigenvalue outside the image",
      "eigenvalue outside the image: 2 eigenvalues are not above 0.0, which no R reaches; the lowest is -1.0"
    ),
    Outsider(
      "0.6,0\n0,0.5\n", "--depth 1", "eigenvalue outside the image", "eigenvalue outside the image"),
  ]
}

@Suite struct MembershipTests {
  @Test(
    "members, with status 0",
    arguments: [
      ("0.6,0.1\n0.1,0.6\n", "--depth 2"), ("0.75,0\n0,-100\n", "--depth 2 --k 1"),
      ("0.875,0\n0,9\n", "--depth 3 --k 1"), ("0.75,0.25\n0.25,0.75\n", "--family bilevel --k 1"),
      ("0.5,0\n0,0.5\n", "--depth 1"), ("1\n", "--family bilevel"),
      ("0.375,0\n0,0.5\n", "--depth 3"),
    ])
  func members(matrix: String, options: String) throws {
    let folder = try Folder()
    try folder.write(matrix, to: "T.csv")
    let line = "expressivity --check T.csv \(options)"
    #expect(try folder.succeed("\(line) --nearest N.csv").text == "T is in the set\n")
    #expect(try folder.paths() == ["T.csv"])
    let object = try jsonObject(try folder.succeed("\(line) --format json").output)
    #expect(object["member"] as? Bool == true)
    #expect((object["violated"] as? [Any])?.isEmpty == true)
    #expect(try folder.toy("expressivity --check - \(options)", input: matrix).status == 0)
  }

  @Test("the violated condition is named on standard error, status 1", arguments: Outsider.all)
  func outsiders(_ outsider: Outsider) throws {
    let folder = try Folder()
    try folder.write(outsider.matrix, to: "T.csv")
    try folder.expectRefusal(
      of: words("expressivity --check T.csv \(outsider.options)"), status: 1,
      says: ["T is not in the set", outsider.condition, outsider.message, "Frobenius norm"])
  }

  @Test("the violated condition as data", arguments: Outsider.all)
  func outsidersAsData(_ outsider: Outsider) throws {
    let folder = try Folder()
    try folder.write(outsider.matrix, to: "T.csv")
    let outcome = try folder.toy("expressivity --check T.csv \(outsider.options) --format json")
    #expect(outcome.status == 1)
    #expect(outcome.diagnostics.contains(outsider.message))
    let object = try jsonObject(outcome.output)
    #expect(object["member"] as? Bool == false)
    let violated = try #require(object["violated"] as? [[String: Any]])
    let match = violated.first { $0["condition"] as? String == outsider.condition }
    #expect(match?["amount"] as? Double ?? 0 >= 0)
    #expect((match?["message"] as? String)?.contains(outsider.message) == true)
    #expect(object["distance"] as? Double ?? 0 > 0 || outsider.matrix.hasPrefix("0,0"))
    #expect((object["nearest"] as? [[Double]])?.count == 2)
  }

  @Test("--nearest writes a member, and its distance is the one reported", arguments: Outsider.all)
  func nearest(_ outsider: Outsider) throws {
    let folder = try Folder()
    try folder.write(outsider.matrix, to: "T.csv")
    let line = "\(outsider.options) --format json --nearest N.csv"
    let object = try jsonObject(try folder.toy("expressivity --check T.csv \(line)").output)
    let near = try matrix(try folder.text("N.csv"))
    let given = try matrix(outsider.matrix)
    let squares = zip(near.joined(), given.joined()).map { ($0 - $1) * ($0 - $1) }
    let distance = try #require(object["distance"] as? Double)
    #expect(abs(squares.reduce(0, +).squareRoot() - distance) <= 1e-12)
    let check = try folder.toy("expressivity --check N.csv \(outsider.options)")
    let isAttained = try #require(object["nearest_attained"] as? Bool)
    #expect(check.status == (isAttained ? 0 : 1), "\(check.diagnostics)")
    // realize says the same and writes the same matrix.
    let realize = try folder.toy("realize T.csv \(outsider.options) --nearest M.csv -o R.csv")
    #expect(realize.status == 1)
    #expect(try folder.paths() == ["M.csv", "N.csv", "T.csv"])
    #expect(try folder.bytes("M.csv") == folder.bytes("N.csv"))
  }

  @Test("a tolerance decides what counts as equal")
  func tolerance() throws {
    let folder = try Folder()
    try folder.write("0.7500001,0\n0,0.5\n", to: "T.csv")
    let line = "expressivity --check T.csv --k 1"
    #expect(try folder.toy(line).status == 1)
    #expect(try folder.toy("\(line) --tolerance 1e-6").status == 0)
    #expect(try folder.toy("\(line) --tolerance 0").status == 1)
  }

  @Test("several conditions are all named")
  func several() throws {
    let folder = try Folder()
    try folder.write("5,0.1\n0.3,5\n", to: "T.csv")
    let message = try folder.toy("expressivity --check T.csv --k 1").diagnostics
    for condition in [
      "not symmetric", "too few forced eigenvalues", "eigenvalue outside the image",
    ] {
      #expect(message.contains(condition))
    }
  }
}
