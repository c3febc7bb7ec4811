internal import Libc

/// The ticks of an axis: labelled ones, small ones between them, and what the labels leave out.
struct Ticks {
  /// A labelled tick.
  struct Major {
    var value: Double
    /// The label, with the markup of an axis label.
    var label: String
    /// The colour of the label; black for that of the axis.
    var color = Ink.black
  }

  var majors: [Major] = []
  var minors: [Double] = []
  /// The common factor of all labels, such as `×10^{−5}`; nil if there is none.
  var multiplier: String?

  /// Chooses the ticks of an axis.
  ///
  /// - Parameters:
  ///   - map: The axis.
  ///   - limit: The number of labels that fit.
  init(_ map: AxisMap, limit: Int) {
    let count = max(limit, 2)
    switch map.scale {
    case .linear:
      setLinear(
        from: map.lower, to: map.upper, limit: count, leastExponent: map.isInteger ? 0 : nil)
    case .logarithmic:
      setLogarithmic(from: map.lower, to: map.upper, limit: count)
    }
  }

  /// The ticks that an axis asks for, as far as they are on it.
  init(_ ticks: [Axis.Tick], on map: AxisMap) {
    let margin = 1e-9
    majors = ticks.filter { tick in
      map.fraction(tick.value).map { $0 >= -margin && $0 <= 1 + margin } ?? false
    }.map { Major(value: $0.value, label: $0.label, color: $0.color) }
    guard map.scale == .logarithmic, !majors.isEmpty else { return }
    setLogarithmicMinors(
      over: Int(log10(map.lower).rounded(.down))...Int(log10(map.upper).rounded(.down))
    ) { $0 >= map.lower * (1 - 1e-9) && $0 <= map.upper * (1 + 1e-9) }
  }

  // MARK: - Linear

  private mutating func setLinear(
    from lower: Double, to upper: Double, limit: Int, leastExponent: Int? = nil
  ) {
    guard
      let step = Self.step(from: lower, to: upper, limit: limit, leastExponent: leastExponent)
    else { return }
    // Each tick is an integer times a power of ten, so that its label has no rounding noise.
    let numbers = step.multiples.map { $0 * step.mantissa }
    let largest = numbers.map(\.magnitude).max() ?? 0
    guard let first = numbers.first, let last = numbers.last, largest > 0 else {
      majors = numbers.map { _ in Major(value: 0, label: "0") }
      return
    }
    let leading = step.exponent + Self.digits(largest) - 1
    var origin = 0
    var power = 0
    if leading - step.exponent > 8 {
      origin = first
      power = step.exponent + Self.digits((last - first).magnitude) - 1
      if power > -3 && power < 3 { power = 0 }
    } else if leading > 4 || leading < -2 {
      power = leading
    }
    majors = numbers.map { number in
      Major(
        value: Self.value(number, exponent: step.exponent),
        label: withRealMinus(
          Self.positional(number - origin, exponent: step.exponent - power)))
    }
    var parts: [String] = []
    if power != 0 { parts.append("×10^{\(withRealMinus(String(power)))}") }
    if origin != 0 {
      var shown = Self.positional(origin.magnitudeAsInt, exponent: step.exponent)
      if shown.contains(".") {
        while shown.hasSuffix("0") { shown.removeLast() }
        if shown.hasSuffix(".") { shown.removeLast() }
      }
      parts.append(origin < 0 ? "\u{2212} \(shown)" : "+ \(shown)")
    }
    multiplier = parts.isEmpty ? nil : parts.joined(separator: " ")
  }

  private struct Step {
    var mantissa: Int
    var exponent: Int
    var multiples: ClosedRange<Int>
  }

  /// The smallest step of 1, 2 or 5 times a power of ten that leaves at most `limit` ticks.
  private static func step(
    from lower: Double, to upper: Double, limit: Int, leastExponent: Int?
  ) -> Step? {
    let rough = (upper / 2 - lower / 2) / Double(limit) * 2
    guard rough.isFinite, rough > 0 else { return nil }
    var exponent = max(Int(log10(rough).rounded(.down)), leastExponent ?? .min)
    for _ in 0..<4 {
      for mantissa in [1, 2, 5] {
        let first = scaled(lower, mantissa: mantissa, exponent: exponent).rounded(.up)
        let last = scaled(upper, mantissa: mantissa, exponent: exponent).rounded(.down)
        guard first.magnitude < 1e17, last.magnitude < 1e17 else { continue }
        if last - first + 1 <= Double(limit), first <= last {
          return Step(mantissa: mantissa, exponent: exponent, multiples: Int(first)...Int(last))
        }
      }
      exponent += 1
    }
    return nil
  }

  /// A value in units of a step, freed from the last bits of rounding.
  private static func scaled(_ value: Double, mantissa: Int, exponent: Int) -> Double {
    let quotient =
      exponent < 0
      ? value * pow(10, Double(-exponent)) / Double(mantissa)
      : value / pow(10, Double(exponent)) / Double(mantissa)
    let whole = quotient.rounded()
    return (quotient - whole).magnitude < 1e-9 * max(1, 1e-6 * whole.magnitude) ? whole : quotient
  }

  private static func value(_ number: Int, exponent: Int) -> Double {
    exponent < 0
      ? Double(number) / pow(10, Double(-exponent)) : Double(number) * pow(10, Double(exponent))
  }

  // MARK: - Logarithmic

  private mutating func setLogarithmic(from lower: Double, to upper: Double, limit: Int) {
    let first = Int((log10(lower) - 1e-9).rounded(.up))
    let last = Int((log10(upper) + 1e-9).rounded(.down))
    let span = log10(upper) - log10(lower)
    func isInside(_ value: Double) -> Bool {
      value >= lower * (1 - 1e-9) && value <= upper * (1 + 1e-9)
    }
    let decades = Int(log10(lower).rounded(.down))...Int(log10(upper).rounded(.down))
    if span < 1.5 {
      let fine = decades.flatMap { exponent in [1, 2, 5].map { ($0, exponent) } }
        .filter { isInside(Self.value($0.0, exponent: $0.1)) }
      if fine.count < 3 {
        let round = Self.roundValues(over: decades, isInside: isInside)
        if (4...max(limit, 4)).contains(round.count) {
          majors = round
          setLogarithmicMinors(over: decades, isInside: isInside)
        } else {
          setLinear(from: lower, to: upper, limit: limit)
        }
        return
      }
      let isPlain = fine.allSatisfy { (-4...4).contains($0.1) }
      majors = fine.map { mantissa, exponent in
        Major(
          value: Self.value(mantissa, exponent: exponent),
          label: isPlain
            ? Self.positional(mantissa, exponent: exponent)
            : Self.power(exponent, mantissa: mantissa))
      }
    } else {
      let stride = max(1, (last - first + limit) / limit)
      let isPlain = first >= -3 && last <= 4
      for exponent in first...max(first, last) where exponent.isMultiple(of: stride) {
        guard isInside(Self.value(1, exponent: exponent)) else { continue }
        majors.append(
          Major(
            value: Self.value(1, exponent: exponent),
            label: isPlain
              ? Self.positional(1, exponent: exponent) : Self.power(exponent, mantissa: 1)))
      }
    }
    labelEnd(upper)
    setLogarithmicMinors(over: decades, isInside: isInside)
  }

  /// Numbers with at most two digits that are about equally far apart on a logarithmic axis, all with as many decimals.
  private static func roundValues(
    over decades: ClosedRange<Int>, isInside: (Double) -> Bool
  ) -> [Major] {
    let numbers = decades.flatMap { exponent in
      [10, 12, 14, 16, 20, 30, 40, 50, 60, 80].map { ($0, exponent - 1) }
    }.filter { isInside(value($0.0, exponent: $0.1)) }
    let least = numbers.map { $0.0.isMultiple(of: 10) ? $0.1 + 1 : $0.1 }.min() ?? 0
    guard (-4...3).contains(least) else { return [] }
    return numbers.map { number, exponent in
      // A power of ten of 0 or more, or a division that leaves no remainder.
      let shift = exponent - least
      let whole = shift < 0 ? number / 10 : (0..<shift).reduce(number) { value, _ in 10 * value }
      return Major(
        value: value(number, exponent: exponent), label: positional(whole, exponent: least))
    }
  }

  /// Labels an upper end of 2 or 5 times a power of ten, as the end of the range of a parameter.
  private mutating func labelEnd(_ upper: Double) {
    let exponent = Int(log10(upper).rounded(.down))
    guard (-3...3).contains(exponent), let last = majors.last, last.value < upper * (1 - 1e-9)
    else { return }
    for mantissa in [2, 5] {
      let value = Self.value(mantissa, exponent: exponent)
      if (upper - value).magnitude <= 1e-9 * value {
        majors.append(Major(value: value, label: Self.positional(mantissa, exponent: exponent)))
      }
    }
  }

  private mutating func setLogarithmicMinors(
    over decades: ClosedRange<Int>, isInside: (Double) -> Bool
  ) {
    let labelled = majors.map(\.value)
    let mantissas = decades.count <= 8 ? Array(1...9) : [1]
    guard decades.count <= 40 else { return }
    for exponent in decades {
      for mantissa in mantissas {
        let value = Self.value(mantissa, exponent: exponent)
        if value > 0, isInside(value), !labelled.contains(value) { minors.append(value) }
      }
    }
  }

  private static func power(_ exponent: Int, mantissa: Int) -> String {
    let power = "10^{\(withRealMinus(String(exponent)))}"
    return mantissa == 1 ? power : "\(mantissa)×\(power)"
  }

  // MARK: - Digits

  private static func digits(_ magnitude: UInt) -> Int {
    String(magnitude).count
  }

  /// number · 10^exponent with the number of decimals that the exponent requires.
  static func positional(_ number: Int, exponent: Int) -> String {
    let sign = number < 0 ? "-" : ""
    let digits = String(number.magnitude)
    if exponent >= 0 {
      return sign + digits + (number == 0 ? "" : String(repeating: "0", count: exponent))
    }
    let padding = String(repeating: "0", count: max(0, 1 - exponent - digits.count))
    let padded = padding + digits
    return sign + padded.dropLast(-exponent) + "." + padded.suffix(-exponent)
  }
}

extension Int {
  /// The absolute value of an integer that is not the least one.
  fileprivate var magnitudeAsInt: Int { Int(clamping: magnitude) }
}
