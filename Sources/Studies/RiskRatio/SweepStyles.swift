// The styles of the curves of a sweep.

import Report
import ToyModel

/// Assigns styles: the colours of ``FamilyStyle``, where those after the first are for further depths and
/// algorithms of a kind, and dashes for parameters that are not learned.
///
/// Markers show the depths in a sweep over depths, and otherwise appear only if the colours of a kind do not suffice.
struct StyleRanks {
  /// Whether all step sizes are chosen alike, so that dashes would be uninformative.
  let isPlain: Bool
  private var members: [FamilyStyle: [Member]] = [:]
  private var choices: [DenoiserFamily] = []

  /// The key that determines the colour among the families of a kind.
  private struct Member: Equatable {
    var algorithm: Algorithm
    var depth: Int?
  }

  /// Creates an assignment without styles.
  init(isPlain: Bool) { self.isPlain = isPlain }

  /// The style of a family, which stays the same in later calls.
  mutating func style(of family: DenoiserFamily, axis: SweepAxis) -> Style {
    let kind = FamilyStyle(family)
    let member = Member(
      algorithm: family.algorithm, depth: axis == .depth ? nil : family.depth)
    var known = members[kind, default: []]
    let rank = known.firstIndex(of: member) ?? known.count
    if rank == known.count {
      known.append(member)
      members[kind] = known
    }
    guard family.depth != nil else {
      return Style(
        color: kind.inks[rank % kind.inks.count], dash: kind.dash, width: kind.style().width)
    }
    if [.depth, .testDepth, .testSigma].contains(axis) {
      return Style(
        color: kind.inks[rank % kind.inks.count], dash: dash(of: family, axis: axis),
        marker: kind.marker)
    }
    // The colours after the second belong to other kinds.
    return Style(
      color: kind.inks[rank % 2], dash: dash(of: family, axis: axis),
      marker: FamilyStyle.markerAfterPlain(rank / 2))
  }

  /// The dash pattern: solid for learned parameters and for the bounds of a band; all others are distinguished by
  /// dashes.
  private mutating func dash(of family: DenoiserFamily, axis: SweepAxis) -> Dash {
    let isUsual = family.algorithm == .gradientDescent
    let areLearned = (0..<family.choices.count).allSatisfy { family.choices[$0] == .learned }
    if !family.algorithm.isSpectral || areLearned || isUsual && (axis == .omega || isPlain) {
      return .solid
    }
    let parameters = DenoiserFamily(
      family.algorithm, depth: family.algorithm.entry.depths?.lowerBound,
      choices: axis == .omega && family.algorithm.hasStepSize
        ? family.with(step: .learned).choices : family.choices)
    if !choices.contains(parameters) { choices.append(parameters) }
    return FamilyStyle.fixedDash(choices.firstIndex(of: parameters) ?? 0)
  }
}
