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

  @Test("the built-in instance decides every claim, and all hold", arguments: labs.indices)
  func builtIn(index: Int) throws {
    let lab = Self.labs[index]
    let study = try lab.study(Self.settings(lab))
    #expect(Set(study.results.map(\.claim.id)) == Set(lab.claims.map(\.id)))
    for result in study.results {
      let expected: LabResult.Verdict =
        result.claim.stance.isAsserted ? .holds : .refutedAsStated
      #expect(result.verdict == expected, "\(result.claim.id): \(result.comparison.inWords)")
    }
    #expect(Set(study.tables.map(\.name)).count == study.tables.count)
    #expect(study.tables.allSatisfy { lab.tableNames.contains($0.name) })
    #expect(Set(study.figures.map(\.name)).count == study.figures.count)
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

  @Test("the same settings give the same numbers", arguments: labs.indices)
  func repeats(index: Int) throws {
    let line = "lab \(Self.labs[index].id) --format json"
    let runs = try (0..<2).map { _ in try Folder().succeed(line).output }
    #expect(runs[0] == runs[1])
  }
}
