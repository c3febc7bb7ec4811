// What the claims of a chapter and their wrong formulas have to show.

import Testing

@testable import Evidence
@testable import ToyCommand

extension Claim {
  /// Expects that the claim is found to be as it says, in the cases of another seed.
  func expectAsExpected(
    _ scope: CheckScope, seed: UInt64 = 7, sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    var scope = scope
    scope.seed = seed
    let finding = Finding(self, checks: try checks(scope))
    #expect(finding.isAsExpected, "\([finding].details)", sourceLocation: sourceLocation)
  }

  /// Expects that the wrong formula of this claim is noticed.
  func expectNoticed(
    _ name: String, _ scope: CheckScope, sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let finding = Finding(self, checks: try checks(scope))
    #expect(!finding.isAsExpected, "\(name)", sourceLocation: sourceLocation)
  }
}
