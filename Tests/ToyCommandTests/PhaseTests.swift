// toy phase: boundaries against the formulas of the constant model, written out here.

import Foundation
import LinearAlgebra
import Studies
import TestSupport
import Testing
import ToyModel

/// 2/σ² times the best risks of the constant model, with G = n SNR; straight from the theory.
private struct PlainConstant {
  let n: Double
  let k: Double
  let depth: Int
  let omega: Double
  /// c₀ = 1 − (1−ω)ᴺ.
  let start: Double
  /// The least of ω(1 + q + … + q^(N−1)) over q ≤ 1 − ω, for odd N.
  let least: Double

  init(n: Int, k: Int, depth: Int, omega: Double) {
    (self.n, self.k, self.depth, self.omega) = (Double(n), Double(k), depth, omega)
    start = 1 - pow(1 - omega, Double(depth))
    least = Self.least(depth, omega)
  }

  /// By thirds: the sum is convex in q, with its minimum above −1.
  private static func least(_ depth: Int, _ omega: Double) -> Double {
    func value(_ q: Double) -> Double { omega * (0..<depth).reduce(0) { sum, _ in sum * q + 1 } }
    var (left, right) = (-1.0, 1 - omega)
    guard left < right, depth % 2 == 1 else { return value(right) }
    for _ in 0..<60 {
      let (one, two) = (left + (right - left) / 3, right - (right - left) / 3)
      if value(one) < value(two) { right = two } else { left = one }
    }
    return value(left)
  }

  var forced: Double { n - k }

  func bilevel(_ energy: Double) -> Double { forced > 0 ? forced : energy / (energy + 1) }

  func unrolled(_ energy: Double) -> Double {
    let (best, c, m) = (energy / (energy + 1), start, forced)
    func signal(_ t: Double) -> Double { energy * (1 - t) * (1 - t) + t * t }
    if depth == 1 { return (n - 1) * omega * omega + signal(omega) }
    let (low, high) = depth % 2 == 0 ? (-Double.infinity, c) : (least, Double.infinity)
    let silent = min(max(0, low), high)
    // The signal is free and m silent directions are forced, or it is one of the forced ones.
    let free = m * c * c + (n - 1 - m) * silent * silent + signal(min(max(best, low), high))
    guard m > 0 else { return free }
    let bound = (m - 1) * c * c + (n - m) * silent * silent + signal(c)
    return m <= n - 1 ? min(free, bound) : bound
  }

  func logRatio(_ snr: Double) -> Double { log(unrolled(n * snr) / bilevel(n * snr)) }
}

@Suite struct PhaseTests {
  private static let columns =
    "data,n,mu,theta,k,k_over_n,family,depth,omega_rule,omega,snr,snr_db,sigma,winner_below,"
    + "winner_above,algorithm,parameters"

  @Test("one row per boundary point or k without one, with the columns of the contract")
  func csv() throws {
    let outcome = try Folder().succeed(
      "phase --n 8 --depth 2 --omega 0.5,learned -o - --format csv")
    #expect(outcome.text.hasPrefix(Self.columns + "\n"))
    let rows = try records(outcome.text)
    #expect(
      rows.map { $0["k"] } == ["1", "2", "3", "4", "5", "6", "7", "8"] + (1...8).map(String.init))
    for row in rows {
      #expect(row["data"] == "constant" && row["n"] == "8" && row["family"] == "unrolled")
      #expect(try row.number("k_over_n") == (try row.number("k")) / 8)
      #expect((row["snr"] == "") == (row["omega_rule"] == "learned"))
      guard row["snr"] != "" else { continue }
      let (snr, sigma) = (try row.number("snr"), try row.number("sigma"))
      #expect(agree(snr, 1.25 / (sigma * sigma), within: 1e-14))
      #expect(agree(try row.number("snr_db"), 10 * log10(snr), within: 1e-12))
    }
  }

  @Test(
    "even N: SNR = (1 − k/n)(1+c₀)/(1−c₀), one boundary at every k < n",
    arguments: [(2, 0.2), (2, 0.5), (2, 0.8), (2, 1.3), (4, 0.3), (10, 0.1), (20, 0.02)])
  func even(depth: Int, omega: Double) throws {
    let rows = try Folder().rows(
      "phase --n 40 --depth \(depth) --omega \(omega) --snr -40..60 -o - --format csv")
    let square = rows.filter { $0["k"] == "40" }
    #expect(rows.count - square.count == 39)
    let defect = pow(1 - omega, Double(depth))
    for row in rows where row["k"] != "40" {
      let expected = (1 - (try row.number("k_over_n"))) * (2 - defect) / defect
      #expect(agree(try row.number("snr"), expected, within: 1e-12))
      #expect(row["winner_below"] == "unrolled" && row["winner_above"] == "bilevel")
    }
    // k = n: as good as the best linear one until the Wiener gain exceeds c₀.
    #expect(square.count == 1)
    #expect(square[0]["winner_below"] == "equal" && square[0]["winner_above"] == "bilevel")
    #expect(agree(try square[0].number("snr"), (1 - defect) / defect / 40, within: 1e-12))
  }

  @Test(
    "every other N and ω: points are roots of the plain formulas, and none is missing",
    arguments: [
      (3, 0.2), (3, 0.5), (3, 0.8), (3, 1.2), (3, 1.9), (5, 0.4), (7, 0.1), (11, 0.05), (1, 0.3),
      (1, 0.9), (1, 1), (1, 1.5), (2, 2.1), (4, 2.05), (2, 3),
    ])
  func plain(depth: Int, omega: Double) throws {
    let rows = try Folder().rows(
      "phase --n 60 --depth \(depth) --omega \(omega) --snr -30..40 -o - --format csv")
    for k in 1...60 {
      let theory = PlainConstant(n: 60, k: k, depth: depth, omega: omega)
      let own = rows.filter { $0["k"] == "\(k)" }
      let points = try own.filter { $0["snr"] != "" }.map { try $0.number("snr_db") }
      for point in points {
        #expect(abs(theory.logRatio(pow(10, point / 10))) < 1e-11, "k = \(k)")
      }
      // Signs of a dense scan against the winners between the points.
      let winners =
        [own[0]["winner_below"]] + (points.isEmpty ? [] : own.map { $0["winner_above"] })
      for step in 0...350 {
        let place = -30 + Double(step) / 5
        let value = theory.logRatio(pow(10, place / 10))
        let winner = winners[points.firstIndex { $0 > place } ?? points.count]
        guard abs(value) > 1e-9 else { continue }
        #expect(winner == (value < 0 ? "unrolled" : "bilevel"), "k = \(k), \(place) dB")
      }
    }
  }

  @Test("N = 1 with a learned step: SNR = n/k − 1")
  func single() throws {
    let rows = try Folder().rows(
      "phase --n 30 --depth 1 --omega learned --snr -30..40 -o - --format csv")
    for row in rows where row["k"] != "30" {
      let k = try row.number("k")
      #expect(agree(try row.number("snr"), 30 / k - 1, within: 1e-12))
      #expect(row["winner_below"] == "unrolled" && row["winner_above"] == "bilevel")
      // The learned ω = tr C/(tr C + nσ²) = SNR/(SNR + 1).
      #expect(agree(try row.number("omega"), 1 - k / 30, within: 1e-12))
    }
    #expect(rows.last?["k"] == "30" && rows.last?["winner_above"] == "bilevel")
  }

  @Test(
    "a learned step of N ≥ 2 is better at every k < n and equal at k = n", arguments: [2, 3, 8, 9])
  func learned(depth: Int) throws {
    let rows = try Folder().rows(
      "phase --n 20 --depth \(depth) --omega learned --snr -100..200:10 -o - --format csv")
    #expect(rows.map { $0["k"] } == (1...20).map(String.init))
    for row in rows {
      let winner = row["k"] == "20" ? "equal" : "unrolled"
      #expect(row["winner_below"] == winner && row["winner_above"] == winner && row["snr"] == "")
    }
  }

  @Test("n = 1 and even N with ω = 1")
  func equality() throws {
    let folder = try Folder()
    let one = try folder.rows(
      "phase --n 1 --depth 2,3 --omega 0.5,learned --snr -30..30 -o - --format csv")
    // Equal while t* ≤ c₀ = ¾, and for N = 3 from t* = c = ⅜ on.
    #expect(one.map { $0["winner_below"] } == ["equal", "equal", "bilevel", "equal"])
    #expect(one.map { $0["winner_above"] } == ["bilevel", "equal", "equal", "equal"])
    #expect(agree(try one[0].number("snr"), 3, within: 1e-13))
    #expect(agree(try one[2].number("snr"), 0.6, within: 1e-13))
    let unit = try folder.rows("phase --n 9 --depth 2,4 --omega 1 -o - --format csv")
    #expect(unit.count == 18 && unit.allSatisfy { $0["winner_above"] == "equal" })
  }

  @Test("σ → 0 and σ → ∞: the winners of the limits")
  func limits() throws {
    let rows = try Folder().rows(
      "phase --n 10 --depth 2,3 --omega 0.5,learned --snr -300..300:20 --k 1,5,9,10 -o - --format csv"
    )
    func ends(_ depth: String, _ rule: String, _ k: String) -> [String?] {
      let own = rows.filter { $0["depth"] == depth && $0["omega_rule"] == rule && $0["k"] == k }
      return [own.first?["winner_below"], own.last?["winner_above"]]
    }
    for k in ["1", "5", "9"] {
      #expect(ends("2", "fixed", k) == ["unrolled", "bilevel"])
      #expect(ends("2", "learned", k) == ["unrolled", "unrolled"])
      #expect(ends("3", "learned", k) == ["unrolled", "unrolled"])
    }
    // (n−k)(1−c₀²) against kc² and 1 + (k−1)c², with 1−c₀² = 15/64 and c² = 9/64.
    #expect(ends("3", "fixed", "1") == ["unrolled", "unrolled"])
    #expect(ends("3", "fixed", "5") == ["unrolled", "bilevel"])
    #expect(ends("3", "fixed", "9") == ["bilevel", "bilevel"])
    #expect(ends("2", "fixed", "10") == ["equal", "bilevel"])
  }

  @Test("--y omega, even N: both roots and the touch at ω = 1, also close to k = n")
  func overStep() throws {
    let rows = try Folder().rows(
      "phase --y omega --n 500 --depth 2 --snr 0,20 --k 50,250,499,500 -o - --format csv")
    for decibels in ["0.0", "20.0"] {
      for k in ["50", "250", "499"] {
        let own = rows.filter { $0["snr_db"] == decibels && $0["k"] == k }
        let snr = decibels == "0.0" ? 1.0 : 100
        let rest = 1 - (Double(k) ?? 0) / 500
        // 1 − c₀ = (1−ω)² = 2m/(G + m).
        let distance = (2 * rest / (snr + rest)).squareRoot()
        let expected = [1 - distance, 1, 1 + distance]
        #expect(own.count == 3, "\(decibels) dB, k = \(k)")
        for (row, root) in zip(own, expected) {
          #expect(agree(try row.number("omega"), root, within: 1e-11))
        }
        #expect(own.map { $0["winner_below"] } == ["bilevel", "unrolled", "unrolled"])
        #expect(own.map { $0["winner_above"] } == ["unrolled", "unrolled", "bilevel"])
      }
      // k = n: equal where c₀ is at least the Wiener gain.
      let square = rows.filter { $0["snr_db"] == decibels && $0["k"] == "500" }
      let energy = 500 * (decibels == "0.0" ? 1.0 : 100)
      #expect(square.map { $0["winner_above"] } == ["equal", "bilevel"])
      let distance = (1 / (energy + 1)).squareRoot()
      for (row, root) in zip(square, [1 - distance, 1 + distance]) {
        #expect(agree(try row.number("omega"), root, within: 1e-12))
      }
    }
  }

  @Test(
    "--y omega, any N: signs of a dense scan of the plain formulas", arguments: [1, 2, 3, 4, 5])
  func overStepPlain(depth: Int) throws {
    let rows = try Folder().rows(
      "phase --y omega --n 12 --depth \(depth) --snr 3 --omega 0.01..3:0.01 -o - --format csv")
    for k in 1...11 {
      let own = rows.filter { $0["k"] == "\(k)" }
      let points = try own.filter { $0["omega"] != "" }.map { try $0.number("omega") }
      let winners =
        [own[0]["winner_below"]] + (points.isEmpty ? [] : own.map { $0["winner_above"] })
      for step in 5...1495 {
        let omega = Double(step) / 500
        let theory = PlainConstant(n: 12, k: k, depth: depth, omega: omega)
        let value = theory.logRatio(pow(10, 0.3))
        guard abs(value) > 1e-9 else { continue }
        let winner = winners[points.firstIndex { $0 > omega } ?? points.count]
        #expect(winner == (value < 0 ? "unrolled" : "bilevel"), "k = \(k), ω = \(omega)")
      }
    }
  }

  @Test(
    "winners at random points are those of toy risk",
    arguments: [
      "--n 12", "--n 12 --mu 0.3 --theta 2", "--data iid --n 12", "--data iid --n 12 --mu 0.2",
      "--data spectrum.csv",
    ])
  func random(data: String) throws {
    let folder = try Folder()
    try folder.write("3\n1.2\n0.5\n0.1\n", to: "spectrum.csv")
    let options = "\(data) --depth 1,2,3,6,7 --omega 0.15,0.5,0.9,1.3,learned"
    let rows = try folder.rows("phase \(options) --snr -20..40 -o - --format csv")
    let first = try #require(rows.first { $0["sigma"] != "" })
    let power = try first.number("snr") * pow(first.number("sigma"), 2)
    var generator = SeededGenerator(seed: 5)
    let sigmas = (0..<25).map { _ in
      (power / pow(10, Double.random(in: -2...4, using: &generator))).squareRoot()
    }
    let k = rows.map { $0["k"] }.compactMap { Int($0) }.max() ?? 1
    let list = sigmas.map { "\($0)" }.joined(separator: ",")
    let risks = try folder.rows(
      "risk \(options) --family unrolled --k 1..\(k) --sigma \(list) --format csv")
    var decided = 0
    for risk in risks {
      let isFixed = risk["omega_rule"] == "fixed"
      let own = rows.filter { row in
        row["k"] == risk["k"] && row["depth"] == risk["depth"]
          && row["omega_rule"] == risk["omega_rule"] && (!isFixed || row["omega"] == risk["omega"])
      }
      let ratio = try risk.number("ratio_to_bilevel")
      let snr = power / pow(try risk.number("sigma"), 2)
      let points = try own.filter { $0["snr"] != "" }.map { try $0.number("snr") }
      let winners =
        [own.first?["winner_below"]] + (points.isEmpty ? [] : own.map { $0["winner_above"] })
      let winner = winners[points.firstIndex { $0 > snr } ?? points.count]
      guard abs(ratio - 1) > 1e-10 else { continue }
      decided += 1
      #expect(winner == (ratio < 1 ? "unrolled" : "bilevel"), "\(risk.fields)")
    }
    #expect(decided > risks.count / 2)
  }

  @Test("several crossings at one k, none missed against a dense scan of optimal risks")
  func spectrum() throws {
    let folder = try Folder()
    try folder.write("3\n1.2\n0.5\n0.1\n", to: "spectrum.csv")
    let rows = try folder.rows(
      "phase --data spectrum.csv --depth 3,5 --omega 0.3,0.5,0.9,1.2,learned -o - --format csv")
    let spectrum = Spectrum(eigenvalues: [3, 1.2, 0.5, 0.1])
    var most = 0
    for depth in [3, 5] {
      for step in [StepRule.fixed(0.3), .fixed(0.5), .fixed(0.9), .fixed(1.2), .learned] {
        let family = PreparedFamily(.unrolled(depth: depth, step: step))
        for k in 1...4 {
          let own = rows.filter { row in
            guard row["depth"] == "\(depth)", row["k"] == "\(k)" else { return false }
            if case .fixed(let omega) = step { return row["omega"] == "\(omega)" }
            return row["omega_rule"] == "learned"
          }
          func logRatio(_ decibels: Double) -> Double {
            let noise = 1.2 / pow(10, decibels / 10)
            let unrolled = OptimalRisk(
              spectrum: spectrum, noiseVariance: noise, rows: k, family: family)
            let bilevel = OptimalRisk(
              spectrum: spectrum, noiseVariance: noise, rows: k, family: .bilevel)
            return log(unrolled.risk.total / bilevel.risk.total)
          }
          let points = try own.filter { $0["snr"] != "" }.map { try $0.number("snr_db") }
          most = max(most, points.count)
          for point in points { #expect(abs(logRatio(point)) < 1e-13) }
          let winners =
            [own.first?["winner_below"]] + (points.isEmpty ? [] : own.map { $0["winner_above"] })
          for index in 0...2000 {
            let place = -10 + Double(index) / 50
            let value = logRatio(place)
            guard abs(value) > 1e-12 else { continue }
            let winner = winners[points.firstIndex { $0 > place } ?? points.count]
            #expect(
              winner == (value < 0 ? "unrolled" : "bilevel"), "N = \(depth), k = \(k), \(place)")
          }
        }
      }
    }
    #expect(most >= 4)
  }

  @Test("large n: where the sequence of winners changes, neighbours in k are computed")
  func refined() throws {
    let rows = try Folder().rows(
      "phase --n 1000000 --depth 2,3 --omega 0.5 --snr 0..10 -o - --format csv")
    for depth in ["2", "3"] {
      let own = rows.filter { $0["depth"] == depth }
      func kind(_ row: Record) -> [String] { [row["winner_below"], row["winner_above"]] }
      for (row, next) in zip(own, own.dropFirst()) where kind(row) != kind(next) {
        #expect(try next.number("k") - row.number("k") <= 1)
      }
    }
    // N = 3: (n−k)(1−c₀²) falls below kc² next to k/n = 15/24.
    let last = rows.last { $0["depth"] == "3" && $0["winner_below"] == "unrolled" }
    #expect(abs(try #require(last).number("k") - 625_000) < 5)
  }

  @Test("the summary: parts of the plane, the formulas, and what holds for every k")
  func summary() throws {
    let folder = try Folder()
    let text = try folder.succeed("phase --n 100 --depth 2,3 --omega 0.5,1,learned -o -").text
    #expect(text.contains("SNR = 7 (1 − k/n)") && text.contains("k/n ≈ 0.625"))
    #expect(text.contains("2  learned  99 %"))
    #expect(text.contains("Learned ω, even N: better than bilevel learning at every k < n"))
    let unit = try #require(text.split(separator: "\n").first { $0.hasPrefix("2  1 ") })
    #expect(unit.contains("100 %"))
    let json = try folder.succeed("phase --n 4 --depth 2 --omega 0.5,learned -o - --format json")
    let objects = try jsonObjects(json.output)
    #expect(objects.last?["note"] as? String == "no boundary at this k")
    #expect(objects.last?["snr"] is NSNull)
    _ = try folder.succeed("phase --n 9 -o out/")
    #expect(
      try folder.paths() == ["out", "out/phase.csv", "out/phase.md", "out/phase.svg"])
    let page = try folder.text("out/phase.md")
    #expect(page.contains("![The family with the lower best risk](phase.svg)"))
    #expect(page.contains("toy phase --n 9\n"))
    #expect(try folder.succeed("phase --n 9 -o - --format latex").text.contains("\\toprule"))
  }

  @Test("the same bytes on every run, and regions in the colours of bilevel, even and odd")
  func figure() throws {
    let folder = try Folder()
    let line = "phase --n 80 --depth 2,3 --omega 0.5,learned -o -"
    let svg = try folder.succeed("\(line) --format svg").text
    #expect(try folder.succeed("\(line) --format svg").text == svg)
    for color in ["#D55E00", "#0072B2", "#009E73"] {
      #expect(svg.contains("fill=\"\(color)\" fill-opacity"))
    }
    for label in ["bilevel better", "= 2 better", "= 3 better", ">equal<"] {
      #expect(svg.contains(label), "\(label)")
    }
    let plots = try folder.succeed("\(line) --format pgfplots").text
    #expect(plots.contains("draw=none, fill=toyvermillion"))
  }

  @Test(
    "what has no phase diagram is refused",
    arguments: [
      ("--snr 10", "--snr 10 dB: an axis has two ends"),
      ("--snr x", "--snr x: not a finite number"),
      ("--snr -400..0:100", "--snr -400.0: a ratio is between -300.0 and 300.0 dB"),
      ("--snr 0..nan", "--snr nan: not a finite number"),
      ("--y omega --omega 0.5", "--omega 0.5: an axis has two ends"),
      ("--y omega --omega learned", "--omega learned: --y omega shows fixed step sizes"),
      ("--y omega --omega 0.1,learned", "--omega learned: --y omega shows fixed step sizes"),
      ("--y sigma", "--y sigma: known are snr, omega"), ("--y omgea", "did you mean omega?"),
      ("--mu 0 --theta 0", "--mu 0 and --theta 0: there is no signal"),
      ("--mu 1,2", "--mu has 2 values; a phase diagram takes one"),
      ("--theta 1,2", "--theta has 2 values"), ("--n 5,6", "--n has 2 values"),
      ("--data constant,iid", "--data has 2 values"),
      ("--mu 1e100", "for these data, it is of magnitude"),
      ("--k 0", "--k 0: R has at least 1 row"),
      ("--n 5 --k 6", "--k 6 exceeds --n 5"), ("--n 0", "--n 0: the dimension is between 1"),
      ("--omega 0", "--omega 0.0: a step size is above 0"),
      ("--depth 0", "--depth 0: the number of"),
      ("--depth 2..26 --omega 0.5 -o a.svg", "make 25 panels, more than 24"),
      ("--depth 2 --omega 0.5 --n 2000000 --k 1..2000000", "--k has 2000000 values"),
      ("--sigma 1", "unknown option --sigma"), ("extra", "unexpected argument extra"),
    ])
  func refusals(options: String, message: String) throws {
    try Folder().expectUsageError("phase \(options)", says: message)
  }

  @Test("a file without signal, and one that is not there")
  func files() throws {
    let folder = try Folder()
    try folder.write("0\n0\n", to: "zero.csv")
    try folder.expectUsageError(
      "phase --data zero.csv", says: "--data zero.csv: there is no signal")
    try folder.expectRefusal(
      of: words("phase --data none.csv"), status: 66, says: ["none.csv"])
    try folder.write("", to: "taken")
    #expect(try folder.toy("phase --n 3 -o taken/phase.csv").status == 73)
  }
}
