// The claims that toy check knows.

import Evidence
import Studies
import Theory

extension CheckCommand {
  /// The claims of the theory in its order, and that of the columns that compare risks.
  static let claims: [any Claim] =
    Theory.model + Theory.expressivity + Theory.risk + [RatioProposition()] + Theory.accuracy
    + Theory.landscape
}
