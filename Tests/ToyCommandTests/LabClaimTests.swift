// Every lab: its names, its claims and their verdicts.

import Evidence
import Foundation
import LabKit
import TestSupport
import Testing

@testable import ToyCommand

struct LabClaimTests {
  private static let labs = Labs.all

  private static func settings(_ lab: any Lab, seed: UInt64 = 0) -> LabSettings {
    LabSettings(lab.parameters, seed: seed, command: "toy lab \(lab.id)")
  }

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

  @Test("the built-in instance decides every claim, and all hold", arguments: labs.indices)
  func builtIn(index: Int) throws {
    let lab = Self.labs[index]
    let folder = try Folder()
    let lines = try folder.succeed("lab \(lab.id) -o out").diagnostics.split(separator: "\n")
    // Tables, figures and arrays have different names.
    #expect(Set(lines).count == lines.count)
    let object = try jsonObject(folder.bytes("out/\(lab.id).json"))
    let claims = try #require(object["claims"] as? [[String: Any]])
    #expect(claims.count == lab.claims.count)
    for claim in lab.claims {
      let found = claims.first { $0["id"] as? String == claim.id }
      let expected: LabResult.Verdict = claim.stance.isAsserted ? .holds : .refutedAsStated
      #expect(
        found?["verdict"] as? String == expected.rawValue,
        "\(claim.id): \(found?["computed"] ?? "not decided")")
    }
    let tables = try #require(object["tables"] as? [String: Any])
    #expect(tables.keys.allSatisfy(lab.tableNames.contains))
  }

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

  @Test("the same settings give the same numbers", arguments: labs.indices)
  func repeats(index: Int) throws {
    let line = "lab \(Self.labs[index].id) --format json"
    let runs = try (0..<2).map { _ in try Folder().succeed(line).output }
    #expect(runs[0] == runs[1])
  }
}
