// The orbits of gradient flow in one dimension.

import Libc
import Optimization

/// The orbit of r′ = −E′(r) from a maximum of E down to the minimum beside it.
///
/// In one dimension the flow from any start runs along the one orbit between the two critical points beside
/// it, so that the few orbits of a landscape are all its flows. An orbit takes infinitely long at both ends.
/// This is the part between a hundredth and 99 hundredths of the way; an orbit from beyond the last minimum
/// starts at a given r.
///
/// Numerics: with the fraction p of the way and p = 1/(1+e⁻ᶻ), the time ∫ dr/|E′| has a smooth integrand over
/// z at both ends; Simpson's rule with 2048 steps.
///
/// - SeeAlso: ``RiskLandscape``.
public struct FlowOrbit: Sendable, Equatable {
  /// A place on an orbit, with the time at which gradient flow is there.
  public struct Point: Sendable, Equatable {
    /// The time since the first point, in units of 1/E″.
    public let time: Double
    /// r ≥ 0.
    public let location: Double
  }

  /// The critical point or the r at which it begins.
  public let source: Double
  /// The r ≥ 0 of the minimum towards which the orbit leads.
  public let target: Double
  /// The places on the way, at equal steps of the mean of two clocks: the share of the time and the share of
  /// the way; none where E′ on the way is beyond double precision.
  public let points: [Point]
}

extension RiskLandscape {
  /// The orbits of gradient flow, by ascending r.
  ///
  /// - Parameters:
  ///   - limit: The r at which the orbit from beyond the last minimum starts; there is none if that is not
  ///     below it.
  ///   - count: The number of points of an orbit, at least 2.
  /// - Returns: One orbit between any two neighbouring critical points, and the last one; none where E is flat.
  /// - Complexity: 4097 slopes an orbit.
  public func orbits(upTo limit: Double, count: Int) -> [FlowOrbit] {
    precondition(count >= 2, "an orbit of \(count) points")
    let places = criticalPoints.filter { $0.kind != .flat }
    var orbits: [FlowOrbit] = []
    for (first, second) in zip(places, places.dropFirst()) {
      let (source, target) = first.kind.isMinimum ? (second, first) : (first, second)
      guard target.kind.isMinimum, !source.kind.isMinimum else { continue }
      orbits.append(orbit(source.location, target.location, isOpen: false, count: count))
    }
    if let last = places.last, last.kind.isMinimum, limit > last.location {
      orbits.append(orbit(limit, last.location, isOpen: true, count: count))
    }
    return orbits
  }

  /// An orbit; an open one starts where E′ ≠ 0.
  private func orbit(_ source: Double, _ target: Double, isOpen: Bool, count: Int) -> FlowOrbit {
    let way = target - source
    let bound = log(99.0)
    // From p = 0, or from a hundredth, to 99 hundredths; z or, for an open orbit, −log(1 − p).
    let (start, end) = isOpen ? (0, log(100.0)) : (-bound, bound)
    func place(_ z: Double) -> (location: Double, speed: Double) {
      if isOpen { return (target - way * exp(-z), abs(way) * exp(-z)) }
      let part = 1 / (1 + exp(-z))
      return (source + way * part, abs(way) * part / (1 + exp(z)))
    }
    let steps = 2048
    let width = (end - start) / Double(steps)
    func rate(_ z: Double) -> Double {
      let (location, speed) = place(z)
      return speed / abs(derivative(at: location))
    }
    var nodes = [FlowOrbit.Point(time: 0, location: place(start).location)]
    var (time, before) = (0.0, rate(start))
    for index in 0..<steps {
      let z = start + width * Double(index)
      let after = rate(z + width)
      time += width / 6 * (before + 4 * rate(z + 0.5 * width) + after)
      before = after
      nodes.append(FlowOrbit.Point(time: time, location: place(z + width).location))
    }
    return FlowOrbit(
      source: source, target: target, points: Self.evenly(nodes, count: count))
  }

  /// Points at equal steps of the mean of the shares of time and way, between the nodes linearly.
  private static func evenly(_ nodes: [FlowOrbit.Point], count: Int) -> [FlowOrbit.Point] {
    let (first, last) = (nodes[0], nodes[nodes.count - 1])
    guard last.time > 0, last.time.isFinite else { return [] }
    let way = last.location - first.location
    func clock(_ point: FlowOrbit.Point) -> Double {
      0.5 * (point.time / last.time + (point.location - first.location) / way)
    }
    var (points, index) = ([first], 0)
    for step in 1..<count - 1 {
      let wanted = Double(step) / Double(count - 1)
      while index + 2 < nodes.count, clock(nodes[index + 1]) < wanted { index += 1 }
      let (a, b) = (nodes[index], nodes[index + 1])
      let part = (wanted - clock(a)) / (clock(b) - clock(a))
      points.append(
        FlowOrbit.Point(
          time: a.time + part * (b.time - a.time),
          location: a.location + part * (b.location - a.location)))
    }
    return points + [last]
  }
}
