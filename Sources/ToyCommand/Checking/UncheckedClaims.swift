// Claims that toy check leaves out.

import Evidence

/// The names of the claims that were not checked, by the reason.
struct UncheckedClaims {
  /// The claims that have no case in the ranges given.
  private(set) var outOfRange: [String] = []
  /// The claims about the instances of seed 0.
  private var otherInstances: [String] = []
  /// The claims that the instances of the seed given do not decide.
  private var undecided: [String] = []
  /// The claims about data that the program does not contain, by the command that decides them.
  private var otherData: [String: [String]] = [:]

  /// Adds a claim that was not checked.
  ///
  /// - Parameters:
  ///   - id: The name of the claim.
  ///   - error: The reason.
  mutating func add(_ id: String, _ error: EvidenceError) {
    switch error {
    case .outOfRange: outOfRange.append(id)
    case .otherInstance: otherInstances.append(id)
    case .undecided: undecided.append(id)
    case .otherData(let command): otherData[command, default: []].append(id)
    case .failed: break
    }
  }

  /// The messages for the user.
  ///
  /// - Parameter hasOtherData: Whether claims about data that the program does not contain are named.
  /// - Returns: A line for each reason.
  func messages(withOtherData hasOtherData: Bool) -> [String] {
    var reasons = [
      ("because they have no case in --range", outOfRange),
      ("because they are about the instances of seed 0", otherInstances),
      ("because the instances of this seed do not decide them", undecided),
    ]
    if hasOtherData {
      reasons += otherData.sorted { $0.key < $1.key }.map { ("because `\($0)` decides them", $1) }
    }
    return reasons.filter { !$0.1.isEmpty }.map { reason, ids in
      "not checked, \(reason): \(ids.joined(separator: ", "))"
    }
  }

  /// The message for the user where no claim was checked.
  var reasonForNone: String {
    if let command = otherData.keys.min() {
      return "all claims here are about recordings: `\(command)` decides them"
    }
    return otherInstances.isEmpty && undecided.isEmpty
      ? "--range: no claim has a case in the ranges given"
      : "--seed: no claim here is decided by the instances of this seed"
  }
}
