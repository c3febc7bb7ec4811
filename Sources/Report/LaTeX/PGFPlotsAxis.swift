internal import Libc

/// One axis of a panel, as it is given to pgfplots.
///
/// TeX has six digits, and no length above 16383 points. Where the ends of an axis differ in later
/// digits, are beyond what its numbers hold, or are closer than two powers of ten on a logarithmic axis,
/// values are given as fractions of the axis, with the ticks that SVG has.
struct PGFPlotsAxis {
  /// `x` or `y`.
  let name: String
  let map: AxisMap
  let ticks: Ticks
  /// Whether values are given as fractions of the axis.
  let isFraction: Bool
  /// Whether the axis has ticks with their own names.
  let isNamed: Bool

  init(_ name: String, _ map: AxisMap, _ ticks: Ticks, isNamed: Bool) {
    self.isNamed = isNamed
    self.name = name
    self.map = map
    self.ticks = ticks
    isFraction =
      switch map.scale {
      case .linear: !Self.isPlain(map.lower, map.upper)
      case .logarithmic:
        log10(map.upper).rounded(.down) - log10(map.lower).rounded(.up) < 1
      }
  }

  /// Whether six digits are enough for positions between two ends.
  private static func isPlain(_ lower: Double, _ upper: Double) -> Bool {
    let size = max(lower.magnitude, upper.magnitude)
    return upper / 2 - lower / 2 >= 5e-4 * size && (1e-200...1e200).contains(size)
  }

  /// A value as it is written; NaN for values that the axis cannot show.
  ///
  /// Distant values keep their side: four lengths of the axis away, or four times its powers of ten.
  func value(_ value: Double) -> Double {
    guard let place = map.fraction(value) else { return .nan }
    let bounded = min(max(place, -4), 5)
    if isFraction { return bounded }
    return bounded == place ? value : end(bounded)
  }

  /// A bound of a band as it is written: infinite ones are placed far away, and so are those that a logarithmic
  /// axis cannot show.
  func bound(_ value: Double) -> Double {
    if value == .infinity { return end(5) }
    if value == -.infinity || (map.scale == .logarithmic && value <= 0) { return end(-4) }
    return self.value(value)
  }

  /// The value at a fraction of the axis, as it is written.
  private func end(_ fraction: Double) -> Double {
    if isFraction { return fraction }
    switch map.scale {
    case .linear: return map.lower + fraction * (map.upper - map.lower)
    case .logarithmic:
      let (low, high) = (log10(map.lower), log10(map.upper))
      return pow(10, min(max(low + fraction * (high - low), -300), 300))
    }
  }

  /// The options of the axis.
  var options: [String] {
    guard isFraction else {
      var options = map.scale == .logarithmic ? ["\(name)mode=log"] : []
      options.append("\(name)min=\(map.lower), \(name)max=\(map.upper)")
      if isNamed {
        options += ticks(at: { "\($0.value)" })
      } else if hasPlainTicks {
        options.append(
          "scaled \(name) ticks=false, \(name)ticklabel style={/pgf/number format/.cd, fixed, "
            + "precision=6}")
      }
      return options
    }
    var options = ["\(name)min=0, \(name)max=1"]
    options += ticks { tick in
      map.fraction(tick.value).map { formatted($0, significantDigits: 6) }
    }
    if let multiplier = ticks.multiplier {
      let place =
        name == "x"
        ? "anchor=north east, yshift=-1.1em] at (1,0)" : "anchor=south west, xshift=-1em] at (0,1)"
      options.append(
        "extra description/.append code={\\node[font=\\footnotesize, \(place) "
          + "{\(LaTeXText.label(multiplier))};}")
    }
    return options
  }

  /// The options for labelled ticks, with their positions as written; ticks without labels are left out.
  private func ticks(at place: (Ticks.Major) -> String?) -> [String] {
    let places = ticks.majors.compactMap { tick in
      place(tick).map { (place: $0, tick: tick) }
    }
    let labels = places.map { _, tick in
      let label = LaTeXText.label(tick.label)
      return tick.color == .black ? "{\(label)}" : "{\\color{toy\(tick.color)}\(label)}"
    }
    return [
      "\(name)tick={\(places.map(\.place).joined(separator: ","))}",
      "\(name)ticklabels={\(labels.joined(separator: ","))}", "scaled \(name) ticks=false",
    ]
  }

  /// A remark for readers of the source; nil if values are written as they are.
  var remark: String? {
    guard isFraction else { return nil }
    return "\(name) in fractions of the axis from \(map.lower) to \(map.upper)"
      + (map.scale == .logarithmic ? ", logarithmic" : "")
  }

  /// Whether a power of ten, or an offset, stands next to the ticks.
  var hasMultiplier: Bool {
    map.scale == .linear && !isNamed && (isFraction ? ticks.multiplier != nil : !hasPlainTicks)
  }

  /// Whether numbers at ticks are short without a common power of ten.
  private var hasPlainTicks: Bool {
    let size = max(map.lower.magnitude, map.upper.magnitude)
    return map.scale == .linear && size >= 1e-4 && size < 1e5
  }
}
