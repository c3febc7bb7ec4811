// The picture of the page where a link to it is shown.

import Report

/// A drawing of 1200 × 630: the title, a noisy signal, and the level under it, with the gains of the first screen.
///
/// It is inside the page, as an address of its data; where a preview needs a file of its own there is none.
package enum LinkPreview {
  /// The address of the picture.
  ///
  /// - Parameters:
  ///   - draws: The signals of the first screen, of which the first is drawn.
  ///   - sigma: σ.
  ///   - words: The gains in words.
  /// - Returns: A `data:` address in ASCII without quotation marks.
  package static func address(draws: SignalDraws, sigma: Double, words: String) -> String {
    let signal = draws.signals.first ?? [0]
    let noise = draws.noises.first ?? [0]
    let noisy = noise.enumerated().map { index, value in
      (signal.count == 1 ? signal[0] : signal[index]) + sigma * value
    }
    let (low, high) = (min(noisy.min() ?? 0, 0), max(noisy.max() ?? 1, 1))
    func place(_ index: Int, _ value: Double) -> String {
      let x = 60 + 1080 * Double(index) / Double(max(noise.count - 1, 1))
      let y = 520 - 320 * (value - low) / (high - low)
      return "\(Int(x.rounded())) \(Int(y.rounded()))"
    }
    let line = noisy.enumerated().map { place($0, $1) }.joined(separator: "L")
    let level = noise.indices.map { place($0, signal.count == 1 ? signal[0] : signal[$0]) }
      .joined(separator: "L")
    let svg =
      "<svg xmlns='http://www.w3.org/2000/svg' width='1200' height='630' font-family='sans-serif'>"
      + "<rect width='1200' height='630' fill='#fff'/>"
      + "<text x='60' y='120' font-size='72' font-weight='700'>Unrolling or bilevel?</text>"
      + "<path d='M\(line)' fill='none' stroke='#d55e00' stroke-width='3'/>"
      + "<path d='M\(level)' fill='none' stroke='#009e73' stroke-width='6'/>"
      + "<text x='60' y='590' font-size='24'>\(words)</text></svg>"
    return "data:image/svg+xml," + percentEncoded(svg)
  }

  /// The bytes that an address may have as they are; all others as %XX.
  private static func percentEncoded(_ text: String) -> String {
    let digits = Array("0123456789ABCDEF".utf8)
    var bytes: [UInt8] = []
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."),
        UInt8(ascii: "="), UInt8(ascii: "'"):
        bytes.append(byte)
      default:
        bytes += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
