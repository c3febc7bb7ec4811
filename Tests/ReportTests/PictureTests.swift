// Pictures in figures: the pixels by an independent reader of PNG, the places, the words.

import Foundation
import TestSupport
import Testing

@testable import Report

@Suite("Pictures")
struct PictureTests {
  /// A PNG file of indexed colours in stored blocks, read by the specification.
  private struct DecodedPNG {
    var width = 0
    var height = 0
    var palette: [[UInt8]] = []
    var indices: [UInt8] = []
    var kinds: [String] = []

    init(_ bytes: [UInt8]) throws {
      try #require(Array(bytes.prefix(8)) == [137, 80, 78, 71, 13, 10, 26, 10])
      var stream: [UInt8] = []
      var place = 8
      while place < bytes.count {
        let length = Self.number(bytes[place..<place + 4])
        let content = Array(bytes[place + 4..<place + 8 + length])
        let check = Self.number(bytes[(place + 8 + length)..<(place + 12 + length)])
        #expect(Self.remainder(content) == UInt32(check))
        let (kind, data) = (
          String(decoding: content.prefix(4), as: UTF8.self), content.dropFirst(4)
        )
        kinds.append(kind)
        switch kind {
        case "IHDR":
          width = Self.number(data.prefix(4))
          height = Self.number(data.dropFirst(4).prefix(4))
          #expect(Array(data.suffix(5)) == [8, 3, 0, 0, 0])
        case "PLTE":
          palette = stride(from: data.startIndex, to: data.endIndex, by: 3).map {
            Array(data[$0..<$0 + 3])
          }
        case "IDAT": stream += data
        default: break
        }
        place += 12 + length
      }
      let rows = try Self.inflated(stream)
      try #require(rows.count == height * (width + 1))
      for row in 0..<height {
        #expect(rows[row * (width + 1)] == 0)
        indices += rows[row * (width + 1) + 1..<(row + 1) * (width + 1)]
      }
    }

    var colors: [[UInt8]] { indices.map { palette[Int($0)] } }

    private static func number(_ bytes: some Sequence<UInt8>) -> Int {
      bytes.reduce(0) { $0 * 256 + Int($1) }
    }

    /// CRC-32 as the remainder of a long division, bit by bit.
    private static func remainder(_ bytes: [UInt8]) -> UInt32 {
      var register: UInt32 = 0xFFFF_FFFF
      for byte in bytes {
        for bit in 0..<8 {
          let incoming = UInt32(byte >> bit & 1)
          let outgoing = register & 1
          register >>= 1
          if incoming ^ outgoing == 1 { register ^= 0xEDB8_8320 }
        }
      }
      return register ^ 0xFFFF_FFFF
    }

    private static func inflated(_ stream: [UInt8]) throws -> [UInt8] {
      try #require((Int(stream[0]) * 256 + Int(stream[1])) % 31 == 0 && stream[0] & 15 == 8)
      var data: [UInt8] = []
      var place = 2
      var isLast = false
      while !isLast {
        isLast = stream[place] == 1
        let length = Int(stream[place + 1]) + 256 * Int(stream[place + 2])
        let complement = Int(stream[place + 3]) + 256 * Int(stream[place + 4])
        #expect(length + complement == 65_535)
        data += stream[place + 5..<place + 5 + length]
        place += 5 + length
      }
      let sum = data.reduce(1) { ($0 + Int($1)) % 65_521 }
      let sums = data.enumerated().reduce(data.count) {
        ($0 + (data.count - $1.offset) * Int($1.element)) % 65_521
      }
      #expect(number(stream[place...]) == sums * 65_536 + sum)
      return data
    }
  }

  private func decoded(_ element: ParsedSVG.Element?) throws -> DecodedPNG {
    let href = try #require(element?.attributes["href"])
    let start = "data:image/png;base64,"
    try #require(href.hasPrefix(start))
    let data = try #require(Data(base64Encoded: String(href.dropFirst(start.count))))
    return try DecodedPNG(Array(data))
  }

  private func figure(_ panels: [Panel], columns: Int = 1) -> Figure {
    Figure(title: "Pictures", command: "toy pictures", panels: panels, columns: columns)
  }

  private static let ramp = (0..<12).map { Double($0) / 11 }

  @Test("gray pixels are the numbers, to half a level, and beyond the scale those of its ends")
  func grays() throws {
    let values = Self.ramp + [-3, 0.5, 7, 1]
    let svg = ParsedSVG(figure([Panel(Picture(values: values, width: 4))]).svg())
    #expect(svg.isWellFormed)
    let png = try decoded(svg.all("image", class: "picture").first)
    #expect(png.width == 4 && png.height == 4)
    #expect(png.kinds == ["IHDR", "PLTE", "IDAT", "IEND"])
    for (color, value) in zip(png.colors, values) {
      #expect(color[0] == color[1] && color[1] == color[2])
      let shown = Double(color[0]) / 255
      let clipped = min(max(value, 0), 1)
      // Half a level of the scale, and half of one of the colour.
      #expect(abs(shown - clipped) <= 0.004)
    }
  }

  @Test("a large picture takes several blocks, and the same numbers give the same bytes")
  func large() throws {
    let values = (0..<300 * 240).map { Double($0 % 241) / 240 }
    let drawn = figure([Panel(Picture(values: values, width: 300))])
    let bytes = drawn.svg()
    #expect(bytes == drawn.svg())
    let png = try decoded(ParsedSVG(bytes).all("image", class: "picture").first)
    #expect(png.width == 300 && png.height == 240)
    #expect(png.indices == values.map { UInt8(($0 * 254).rounded()) })
  }

  @Test("a number that is not finite has a colour of its own", arguments: ColorMap.allCases)
  func missing(map: ColorMap) throws {
    let picture = Picture(values: [0, .nan, .infinity, 1], width: 2, map: map)
    let svg = ParsedSVG(figure([Panel(picture)]).svg())
    let colors = try decoded(svg.all("image", class: "picture").first).colors
    #expect(colors[1] == [0, 158, 115] && colors[2] == colors[1])
    #expect(colors[0] != colors[1] && colors[3] != colors[1])
    #expect(svg.all("desc").first?.text.contains("2 are not finite") == true)
  }

  @Test("the lightness of magnitudes rises along the scale, and that of signs falls to both sides")
  func lightness() {
    func lightness(_ color: ColorMap.Color) -> Double {
      0.2126 * Double(color.red) + 0.7152 * Double(color.green) + 0.0722 * Double(color.blue)
    }
    for map in [ColorMap.gray, .sequential] {
      let values = map.palette.dropLast().map(lightness)
      #expect(values.count == 255)
      #expect(zip(values, values.dropFirst()).allSatisfy { $0 <= $1 + 0.8 })
      #expect((values.last ?? 0) - (values.first ?? 0) > 150)
    }
    let signed = ColorMap.diverging.palette.dropLast().map(lightness)
    #expect(signed.max() == signed[127])
  }

  @Test("the colour bar has the scale’s ends at its ends, and its numbers at their places")
  func colorBar() throws {
    let picture = Picture(
      values: Self.ramp.map { 4 * $0 - 2 }, width: 4, range: -2...2, map: .diverging)
    let svg = ParsedSVG(figure([Panel(picture)]).svg())
    let bar = try #require(svg.all("image", class: "color-bar").first)
    let colors = try decoded(bar).colors
    #expect(colors.first == [213, 94, 0] && colors.last == [0, 114, 178])
    #expect(colors[127] == [255, 255, 255])
    let (top, height) = (try #require(bar.number("y")), try #require(bar.number("height")))
    let ticks = svg.all("text", class: "tick")
    #expect(ticks.count >= 3)
    for tick in ticks {
      let value = try #require(Double(tick.text.replacing("\u{2212}", with: "-")))
      let size = try #require(tick.number("font-size"))
      let y = try #require(tick.number("y")) - 0.36 * size
      #expect(abs(y - (top + height * (2 - value) / 4)) <= 0.02, "\(value)")
    }
    let bare = Picture(values: Self.ramp, width: 4, hasColorBar: false)
    #expect(ParsedSVG(figure([Panel(bare)]).svg()).all("image").count == 1)
  }

  @Test(
    "pixels are square, and no text is cut or lies on another, at every preset",
    arguments: FigurePreset.allCases)
  func places(preset: FigurePreset) throws {
    let inset = Picture.Inset("|error|", values: Self.ramp, width: 4, range: 0...0.125)
    let panels = [
      Panel(title: "Blurred, noisy", caption: "20.1 dB", Picture(values: Self.ramp, width: 3)),
      Panel(
        title: "Total variation", caption: "27.4 dB",
        Picture(values: Self.ramp, width: 3, inset: inset)),
      Panel(
        title: "Error", Picture(values: Self.ramp, width: 3, range: 0...1e-5, map: .sequential)),
    ]
    let svg = ParsedSVG(figure(panels, columns: 3).svg(theme: preset.theme))
    #expect(svg.illegibleTexts { FontMetrics.width(of: $0, size: $1) } == [])
    let pictures = svg.all("image", class: "picture")
    #expect(pictures.count == 3)
    for picture in pictures {
      let ratio = try #require(picture.number("height")) / #require(picture.number("width"))
      #expect(abs(ratio - 4 / 3) <= 0.001)
    }
    #expect(svg.all("image", class: "inset").count == 1)
    let captions = svg.all("text", class: "caption").map(\.text).joined(separator: " ")
    #expect(captions.contains("27.4 dB; inset: |error|, 0 dark blue to 0.125 yellow"))
  }

  @Test("pictures and plots share a figure, and colour bars avoid the next panel")
  func mixed() throws {
    let plot = Panel(
      xAxis: Axis("*k*"), yAxis: Axis("gap"), curves: [curve("a", over: [1, 2, 3]) { $0 }])
    let svg = ParsedSVG(
      figure([Panel(title: "Image", Picture(values: Self.ramp, width: 4)), plot], columns: 2).svg())
    #expect(svg.illegibleTexts { FontMetrics.width(of: $0, size: $1) } == [])
    let bar = try #require(svg.all("image", class: "color-bar").first)
    let right = try #require(bar.number("x")) + #require(bar.number("width"))
    let axis = try #require(
      svg.all("line").compactMap { $0.number("x1") }.filter { $0 > right + 5 }.min())
    #expect(right < axis)
  }

  @Test("the description says what a reader would see")
  func description() {
    let text = figure([
      Panel(
        title: "Image", caption: "20.1 dB", Picture(values: Self.ramp + [0, 0, 0, 3], width: 4))
    ]).generatedDescription
    #expect(text.contains("a picture of 4 × 4 pixels from 0 to 3"))
    #expect(text.contains("on a scale from 0 (black) to 1 (white). 1 of 16 are beyond the scale."))
    #expect(text.hasSuffix("20.1 dB."))
  }

  @Test("LaTeX has the numbers in the table, the colours and the scale")
  func latex() throws {
    let picture = Picture(values: Self.ramp, width: 4, range: 0...2, map: .sequential)
    let plots = figure([Panel(title: "Image", caption: "20.1 dB", picture)])
      .pgfplots(dataFile: "data.csv")
    let source = text(plots.source)
    #expect(source.contains("matrix plot*, mesh/cols=4"))
    #expect(source.contains("point meta min=0.0, point meta max=2.0"))
    #expect(source.contains("rgb255=(0,32,77)") && source.contains("rgb255=(255,234,70)"))
    let rows = text(plots.data).split(separator: "\n")
    #expect(rows.count == 13 && rows[0] == "column_4,row_4,p1_pixels")
    #expect(rows[6] == "1.0,1.0,\(Self.ramp[5])")
  }

  @Test("base 64 is that of Foundation", arguments: 0..<8)
  func base64(count: Int) {
    let bytes = (0..<count).map { UInt8(truncatingIfNeeded: 97 &* $0 &+ 200) }
    #expect(PNGFile.base64(bytes) == Data(bytes).base64EncodedString())
  }

  @Test("rejects sizes and scales that make no picture")
  func refusals() async {
    await #expect(processExitsWith: .failure) { _ = Picture(values: [1, 2, 3], width: 2) }
    await #expect(processExitsWith: .failure) { _ = Picture(values: [], width: 2) }
    await #expect(processExitsWith: .failure) { _ = Picture(values: [1], width: 1, range: 1...1) }
  }
}
