// The styles of the curves of a sweep.

import Report
import ToyModel

/// Assigns styles: the colours of ``FamilyStyle``, of which those after the first are for further depths and
/// algorithms of a kind; dashes for parameters that are not learned.
///
/// Markers are at the depths of a sweep over them, and elsewhere where the colours of a kind do not suffice.
struct StyleRanks {
  /// Whether all step sizes are chosen alike, so that dashes would say nothing.
  let isPlain: Bool
  private var members: [FamilyStyle: [Member]] = [:]
  private var choices: [DenoiserFamily] = []

  /// What has a colour of its own among the families of a kind.
  private struct Member: Equatable {
    var algorithm: Algorithm
    var depth: Int?
  }

  /// Starts without styles.
  init(isPlain: Bool) { self.isPlain = isPlain }

  /// The style of a family, the same whenever it is asked for.
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
    if axis == .depth || axis == .testDepth {
      return Style(
        color: kind.inks[rank % kind.inks.count], dash: dash(of: family, axis: axis),
        marker: FamilyStyle.marker(kind == .even ? 0 : 1))
    }
    // The colours after the second are those of other kinds.
    return Style(
      color: kind.inks[rank % 2], dash: dash(of: family, axis: axis),
      marker: FamilyStyle.markerAfterPlain(rank / 2))
  }

  /// Learned parameters are solid, and so are the bounds of a band; all other ones are distinguished by dashes.
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
