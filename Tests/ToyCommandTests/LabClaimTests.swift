// Every lab: its names, its claims and their verdicts.

import Evidence
import Foundation
import LabKit
import TestSupport
import Testing

@testable import ToyCommand

struct LabClaimTests {
  private static let labs = Labs.all

  @Test("names belong to the lab and are distinct", arguments: labs.indices)
  func names(index: Int) {
    let lab = Self.labs[index]
    let ids = lab.claims.map(\.id)
    #expect(Set(ids).count == ids.count)
    #expect(ids.allSatisfy { $0.hasPrefix("\(lab.id)/") })
    #expect(Set(lab.parameters.map(\.name)).count == lab.parameters.count)
    #expect(ids.contains(lab.headline.claim))
    #expect(!lab.sources.isEmpty && lab.question.hasSuffix("?"))
  }

  // Through the program, which `make test` has optimised: the labs take long without.

  @Test("the laws hold for other seeds too", arguments: labs.indices, 1...3 as ClosedRange<UInt64>)
  func seeds(index: Int, seed: UInt64) throws {
    let lab = Self.labs[index]
    let bytes = try Folder().succeed("lab \(lab.id) --seed \(seed) --format json").output
    let claims = try #require(try jsonObject(bytes)["claims"] as? [[String: Any]])
    #expect(claims.allSatisfy { $0["kind"] as? String == "law" })
    let held = claims.filter { $0["verdict"] as? String == "holds" }.compactMap {
      $0["id"] as? String
    }
    let laws = lab.claims.filter { $0.kind == .law && $0.stance.isAsserted }.map(\.id)
    #expect(Set(held).isSuperset(of: laws))
  }

  @Test("laws that a drawn instance does not decide are named")
  func undecided() throws {
    let law = "lasso/truncation-plateau"
    let folder = try Folder()
    let outcome = try folder.succeed("check lasso --seed 101")
    #expect(outcome.diagnostics.contains("the instances of this seed do not decide them: \(law)"))
    let page = try folder.succeed("lab lasso --seed 101").text
    #expect(page.contains("; 2 not decided by this instance"))
    try folder.expectUsageError(
      "check \(law) --seed 101", says: "\(law): the instance of seed 101 does not decide it")
  }

  @Test(
    "the built-in instance decides every claim, all hold, and again with the same numbers",
    arguments: labs.indices)
  func builtIn(index: Int) throws {
    let lab = Self.labs[index]
    let folder = try Folder()
    let outcome = try folder.succeed("lab \(lab.id) -o out")
    let bytes = try folder.bytes("out/\(lab.id).json")
    let object = try jsonObject(bytes)
    let claims = try #require(object["claims"] as? [[String: Any]])
    let builtIn = lab.claims.filter { $0.instance == nil }
    #expect(Set(claims.compactMap { $0["id"] as? String }) == Set(builtIn.map(\.id)))
    for claim in claims {
      let isAsserted = lab.claims.first { $0.id == claim["id"] as? String }?.stance.isAsserted
      #expect(
        claim["verdict"] as? String == (isAsserted == true ? "holds" : "refuted as stated"),
        "\(claim)")
    }
    let tables = try #require(object["tables"] as? [String: Any])
    #expect(tables.keys.allSatisfy(lab.tableNames.contains))
    let written = outcome.diagnostics.split(separator: "\n").filter { $0.hasPrefix("wrote ") }
    #expect(Set(written).count == written.count)
    #expect(try folder.succeed("lab \(lab.id) --format json").output == bytes)
  }

  @Test(
    "errors without learning on the recordings of the repository are the known ones",
    arguments: KnownData.allCases)
  func recordings(data: KnownData) throws {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().path
    let line = "lab dequantization \(root)/Data/\(data.rawValue) --method fixed --format json"
    let claims = try #require(
      try jsonObject(Folder().succeed(line).output)["claims"] as? [[String: Any]])
    let pins = claims.filter { $0["kind"] as? String == "pin" }
    let names = [
      "exact-is-worse", "threshold-gains", "narrow-is-better", "deeper-is-worse", "frames",
      "quantized", "exact", "soft-threshold", "linear", "fixed", "from-zero",
    ]
    #expect(
      pins.compactMap { $0["id"] as? String }
        == names.map {
          "dequantization/\(data.rawValue)-\($0)"
        })
    #expect(claims.allSatisfy { $0["verdict"] as? String == "holds" }, "\(claims)")
  }

  /// The folders of recordings whose numbers are known.
  enum KnownData: String, CaseIterable {
    case speech, librivox
  }
}
