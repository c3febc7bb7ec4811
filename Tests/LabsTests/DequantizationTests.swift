// The lab of dequantisation: laws, reverse mode, learning, frames, and what is refused.

import Evidence
import Files
import LabKit
import Libc
import LinearAlgebra
import Optimization
import Report
import TestSupport
import Testing

@testable import Dequantization

struct DequantizationTests {
  private let lab = DequantizationLab()

  private static let librivox =
    #filePath.split(separator: "/").dropLast(3).reduce("") {
      "\($0)/\($1)"
    } + "/Data/librivox"

  private func settings(
    _ values: [(LabParameter, LabValue)], seed: UInt64 = 0
  ) -> LabSettings {
    var settings = LabSettings(
      lab.parameters, seed: seed, command: "toy lab dequantization")
    for (parameter, value) in values { settings.set(parameter, to: value) }
    return settings
  }

  /// Frames of a sum of a few cosines, scaled and rounded.
  private static func frames(_ count: Int, size: Int = 8, seed: UInt64 = 1) -> FrameSet {
    var generator = CounterGenerator(seed: seed)
    let clean = generator.normals(count * size).map { 2 * $0 }
    return FrameSet(
      size: size, clean: clean, quantized: clean.map { $0.rounded(.toNearestOrEven) })
  }

  /// A network away from the kinks of the DCT.
  private static func network(
    size: Int = 8, depth: Int = 3, start: Network.Start, isResidual: Bool
  ) -> Network {
    var generator = CounterGenerator(seed: 7)
    var map = cosineBasis(size).rowMajor
    add(0.05, generator.normals(map.count), to: &map)
    return Network(
      map: map, dualSteps: generator.uniforms(depth).map { 1 + 3 * $0 },
      primalSteps: generator.uniforms(depth).map { 0.05 + 0.2 * $0 }, start: start,
      isResidual: isResidual)
  }

  // MARK: The network

  @Test(
    "reverse mode gives every derivative, for both starts and both read-outs",
    arguments: Network.Start.allCases, [false, true])
  func reverse(start: Network.Start, isResidual: Bool) {
    let frames = Self.frames(5)
    let network = Self.network(start: start, isResidual: isResidual)
    var tape = NetworkTape(network, rows: 5, keepsSteps: true)
    let gradient = tape.gradient(network, frames.quantized, frames.clean)
    func loss(_ network: Network) -> Double {
      meanSquare(network.run(frames.quantized).outputs, frames.clean)
    }
    // The mean over 40 numbers in two orders.
    #expect(abs(gradient.loss - loss(network)) < 1e-14)
    func check(_ slope: Double, _ change: (inout Network, Double) -> Void) {
      let values = [1e-6, -1e-6].map { step in
        var moved = network
        change(&moved, step)
        return loss(moved)
      }
      // Rounding of values near 1 over the step.
      #expect(abs((values[0] - values[1]) / 2e-6 - slope) < 1e-8)
    }
    for index in stride(from: 0, to: 64, by: 7) {
      check(gradient.map[index]) { $0.map[index] += $1 }
    }
    for step in 0..<3 {
      check(gradient.dualSteps[step]) { $0.dualSteps[step] += $1 }
      check(gradient.primalSteps[step]) { $0.primalSteps[step] += $1 }
    }
    let steps = tape.gradient(network, frames.quantized, frames.clean, wantsMap: false)
    #expect(steps.map.allSatisfy { $0 == 0 } && steps.dualSteps == gradient.dualSteps)
  }

  /// A step of the network above as a layer, on the same frames.
  private static func layer(_ frames: FrameSet, depth: Int = 3) -> ChambollePockLayer {
    ChambollePockLayer(
      samples: frames.quantized, size: frames.size, halfWidth: 0.5, depth: depth)
  }

  @Test(
    "the derivative of a step passes the adjoint test, at every step and with steps of 0",
    arguments: 0..<4 as Range, 0..<3 as Range)
  func adjoint(seed: UInt64, step: Int) {
    let frames = Self.frames(5, seed: seed + 1)
    let network = Self.network(start: .zero, isResidual: false)
    var generator = CounterGenerator(seed: seed + 50)
    let state = generator.normals(3 * 40)
    for primalSteps in [network.primalSteps, [0, 0, 0]] {
      let defect = adjointDefect(
        of: Self.layer(frames), at: state,
        weights: network.map + network.dualSteps + primalSteps, step: step, seed: seed)
      // Rounding of sums of 40 terms.
      #expect(defect < 1e-14)
    }
  }

  @Test("the derivative of a step is that of central differences")
  func stepDerivative() {
    let frames = Self.frames(4)
    let network = Self.network(start: .zero, isResidual: false)
    let layer = Self.layer(frames)
    let weights = network.map + network.dualSteps + network.primalSteps
    var generator = CounterGenerator(seed: 60)
    let state = generator.normals(layer.stateCount)
    let directions = (
      state: generator.normals(layer.stateCount), weights: generator.normals(layer.weightCount)
    )
    let unrolled = Unrolled(layer, stepCount: 3)
    let found = unrolled.pushForward(
      from: state, weights: weights, startTangents: directions.state,
      weightTangents: directions.weights, directions: 1)
    func moved(_ size: Double) -> [Double] {
      var (start, changed) = (state, weights)
      add(size, directions.state, to: &start)
      add(size, directions.weights, to: &changed)
      return unrolled.run(from: start, weights: changed).state
    }
    for (index, (above, below)) in zip(moved(1e-6), moved(-1e-6)).enumerated() {
      // Cancellation in 10⁻⁶, and the square of the step, for numbers up to 100.
      #expect(abs((above - below) / 2e-6 - found.tangents[index]) < 1e-6)
    }
  }

  @Test("the unrolled layer is the network, forwards and backwards")
  func unrolledLayer() {
    let frames = Self.frames(5)
    let network = Self.network(start: .zero, isResidual: false)
    let unrolled = Unrolled(Self.layer(frames), stepCount: 3)
    let run = unrolled.run(
      from: [Double](repeating: 0, count: 120),
      weights: network.map + network.dualSteps + network.primalSteps)
    #expect(Array(run.state[..<40]) == network.run(frames.quantized).coefficients)
    var tape = NetworkTape(network, rows: 5, keepsSteps: true)
    let gradient = tape.gradient(network, frames.quantized, frames.clean)
    let errors = zip(network.run(frames.quantized).outputs, frames.clean).map {
      2 * ($0 - $1) / 40
    }
    let cotangents = products(errors, network.map, isTransposed: false)
    let backward = unrolled.pullBack(
      cotangents + [Double](repeating: 0, count: 80), run
    ).weights
    #expect(maximumDistance(Array(backward[64..<67]), gradient.dualSteps) < 1e-14)
    #expect(maximumDistance(Array(backward[67...]), gradient.primalSteps) < 1e-13)
  }

  @Test("the network is the general method for two functions, step by step")
  func generalMethod() {
    let frames = Self.frames(1)
    let network = Network(
      map: cosineBasis(8).rowMajor, dualSteps: Array(repeating: 2, count: 7),
      primalSteps: Array(repeating: 0.4, count: 7), start: .zero)
    let bounds = BoxConstraint(
      lower: frames.quantized.map { $0 - 0.5 }, upper: frames.quantized.map { $0 + 0.5 })
    let result = ChambollePock(primalStep: 0.4, dualStep: 2).minimize(
      L1Norm(weight: 1), bounds, cosineBasis(8), iterationLimit: 7)
    // Seven steps of two products.
    #expect(distance(network.run(frames.quantized).coefficients, result.primal) < 1e-13)
  }

  @Test("the laws hold for any frames", arguments: [2, 7, 8, 30], 1...3 as ClosedRange<UInt64>)
  func laws(size: Int, seed: UInt64) {
    var study = LabStudy(settings([]))
    var laws = Laws(Self.frames(6, size: size, seed: seed), seed: seed)
    laws.report(to: &study)
    #expect(study.results.count == DequantizationClaims.laws.count - 1)
    #expect(study.failures.isEmpty, "\(study.failures.map { "\($0)" })")
  }

  @Test("the certificates of exact solutions are those of the problem")
  func certificates() {
    let frames = Self.frames(4)
    let basis = cosineBasis(8)
    let solution = BoxL1Solver(map: basis, halfWidth: 0.5, ratio: 0.3).solve(
      frames.quantized, tolerance: 1e-6, stepLimit: 2000, interval: 50)
    for frame in 0..<4 {
      let range = frame * 8..<(frame + 1) * 8
      let problem = BoxL1Problem(
        synthesis: basis, samples: Array(frames.quantized[range]), halfWidth: 0.5, slack: 1e-12)
      let certificate = problem.certificate(
        Array(solution.coefficients[range]), dual: solution.duals[range].map { -$0 })
      #expect(abs(certificate.gap - solution.gaps[frame]) < 1e-12)
      #expect(solution.gaps[frame] <= 1e-6 * max(certificate.primal, 1))
    }
    #expect(solution.stepCounts.allSatisfy { $0 % 50 == 0 && $0 <= 2000 })
  }

  // MARK: Learning

  @Test(
    "learning lowers the training error, keeps steps positive, and repeats itself",
    arguments: [
      Training.Part.steps, [.weights, .steps], .map, [.map, .steps], [.map, .orthogonal, .steps],
    ])
  func learning(parts: Training.Part) throws {
    let frames = Self.frames(60)
    let start = LearnedNumbers(
      basis: cosineBasis(8).rowMajor, depth: 2, start: .adjoint, isResidual: false)
    let training = Training(parts, iterations: 60, rate: 0.01)
    let learned = try training.learned(from: frames, start: start)
    func error(_ numbers: LearnedNumbers) -> Double {
      frames.error(numbers.network.run(frames.quantized).outputs)
    }
    #expect(error(learned) < error(start))
    #expect((learned.dual + learned.primal).allSatisfy { $0 >= 0 })
    #expect(learned == (try training.learned(from: frames, start: start)))
    #expect((learned.map != start.map) == parts.contains(.map))
    #expect((learned.weights != start.weights) == parts.contains(.weights))
    #expect((learned.dual != start.dual) == parts.contains(.steps))
    if parts.contains(.orthogonal) {
      let gram = Matrix(rows: 8, columns: 8, elements: learned.map).gram()
      #expect(maximumDistance(gram.elements, Matrix.identity(8).elements) < 1e-12)
    }
    if parts == .map {
      let largest = try SingularValues(
        Matrix(rows: 8, columns: 8, elements: learned.map)
      ).values[0]
      #expect(largest <= Training.normLimit * (1 + 1e-12))
    }
  }

  @Test("singular values are cut by a projection that leaves the others")
  func cut() throws {
    var generator = CounterGenerator(seed: 4)
    let matrix = generator.normals(rows: 5, columns: 5)
    var map = matrix.rowMajor
    try cutSingularValues(of: &map, 5, at: 1.05)
    let before = try SingularValues(matrix)
    let after = try SingularValues(Matrix(rows: 5, columns: 5, rowMajor: map))
    for (old, new) in zip(before.values, after.values) {
      #expect(abs(new - min(old, 1.05)) < 1e-12)
    }
  }

  @Test("derivatives among orthogonal matrices keep KᵀK, and the way back is to the nearest one")
  func orthogonal() throws {
    var generator = CounterGenerator(seed: 8)
    let entries = generator.normals(rows: 6, columns: 6)
    let map = exponential(entries.subtracting(entries.transposed)).rowMajor
    var slope = generator.normals(36)
    keepTangent(of: &slope, at: map)
    let along = Matrix(rows: 6, columns: 6, rowMajor: map).transposed.multiplied(
      by: Matrix(rows: 6, columns: 6, rowMajor: slope))
    #expect(maximumDistance(along.elements, along.transposed.elements.map { -$0 }) < 1e-13)
    // KS with a positive definite S, near I or far from it, has K as its nearest orthogonal matrix.
    let normals = generator.normals(rows: 6, columns: 6)
    for size in [0.02, 0.5] {
      var symmetric = Matrix(repeating: 0, rows: 6, columns: 6)
      add(size, normals.elements, to: &symmetric)
      add(size, normals.transposed.elements, to: &symmetric)
      var moved = Matrix(rows: 6, columns: 6, rowMajor: map)
        .multiplied(by: exponential(symmetric)).rowMajor
      orthogonalize(&moved)
      // Rounding, times the condition number of S.
      #expect(maximumDistance(moved, map) < 1e-11)
    }
  }

  @Test("nested learning never loses, and a deepened network is the same one")
  func nested() throws {
    let frames = Self.frames(60)
    let start = LearnedNumbers(
      basis: cosineBasis(8).rowMajor, depth: 1, start: .adjoint, isResidual: false)
    #expect(
      start.deepened(to: 30).network.run(frames.quantized) == start.network.run(frames.quantized))
    var chain = NestedChain(Training([.map, .steps], iterations: 30, rate: 0.5), start: start)
    // So large a rate that some depth loses.
    let links = try [1, 2, 3, 4].map { try chain.deepen(to: $0, frames) }
    for (first, second) in zip(links, links.dropFirst()) {
      #expect(second.trainingError <= first.trainingError)
      #expect(!second.isKept || second.trainingError == first.trainingError)
    }
  }

  // MARK: Frames

  @Test("frames and quantiser agree with a plain reading of the files", arguments: [3, 4])
  func frames(bits: Int) throws {
    let corpus = try Corpus([Self.librivox], frameLength: 64)
    #expect(corpus.training.count == 3 && corpus.test.count == 2 && corpus.warnings.isEmpty)
    let quantizer = Quantizer(bits: bits, scale: .file)
    let found = try corpus.frames(corpus.test, quantizer, limit: 50)
    var (clean, total): ([Double], Int) = ([], 0)
    for name in ["0880", "0920"] {
      let bytes = try readFile(
        "\(Self.librivox)/sense_and_sensibility_01_austen_64kb-\(name).wav", limit: 1 << 20)
      // 44 bytes of header, then 16-bit samples.
      let samples = stride(from: 44, to: bytes.count - 1, by: 2).map {
        Double(Int16(truncatingIfNeeded: Int(bytes[$0]) | Int(bytes[$0 + 1]) << 8))
      }
      let peak = samples.map(abs).max() ?? 1
      let level = pow(2, Double(bits) - 1) - 0.5
      for first in stride(from: 0, through: samples.count - 64, by: 64) {
        total += 1
        let frame = samples[first..<first + 64].map { $0 * level / peak }
        if frame.contains(where: { abs($0) > 0.5 }) { clean += frame }
      }
    }
    #expect(found.total == total && found.active == clean.count / 64)
    for k in 0..<50 {
      let place = k * found.active / 50
      for index in 0..<64 {
        let (expected, value) = (clean[64 * place + index], found.selected.clean[64 * k + index])
        // The level is lower by 10⁻⁹.
        #expect(abs(expected - value) < 1e-8)
        #expect(abs(found.selected.quantized[64 * k + index] - value) <= 0.5)
      }
    }
    let largest = found.selected.quantized.map(abs).max() ?? 0
    #expect(largest <= pow(2, Double(bits) - 1) - 1)
  }

  @Test("frames with their own scale reach the highest level, unless they are silent")
  func frameScale() throws {
    let corpus = try Corpus([Self.librivox], frameLength: 64)
    let quantizer = Quantizer(bits: 4, scale: .frame)
    let found = try corpus.frames(corpus.test, quantizer, limit: 30).selected
    for frame in 0..<found.count {
      #expect(found.quantized[frame * 64..<(frame + 1) * 64].map(abs).max() == 7)
    }
    #expect(spreadIndices(7, 3) == [0, 2, 4] && spreadIndices(3, 7) == [0, 1, 2])
  }

  @Test("the recordings of the repository are recognised, and copies are left out")
  func known() throws {
    let corpus = try Corpus([Self.librivox], frameLength: 64)
    #expect(try corpus.digest() == KnownRecordings.librivox.digest)
    let folder = try Folder()
    for name in ["a", "b", "c"] {
      let source = name == "c" ? "0890" : "0880"
      try folder.write(
        readFile(
          "\(Self.librivox)/sense_and_sensibility_01_austen_64kb-\(source).wav", limit: 1 << 20),
        to: "\(name).wav")
    }
    let own = try Corpus(
      ["a.wav", "b.wav", "c.wav"].map(folder.path), frameLength: 64)
    #expect(own.training.count + own.test.count == 2)
    #expect(own.warnings.contains { $0.contains("copies of other recordings, left out: 1") })
    #expect(try own.digest() != corpus.digest())
  }

  // MARK: The lab

  @Test("recordings: networks and exact solutions are shown, findings observed, outputs kept")
  func recordings() throws {
    let study = try lab.study(
      settings([
        (DequantizationParameters.recordings, .files([Self.librivox])),
        (DequantizationParameters.frame, .integers([16])),
        (DequantizationParameters.trainingFrames, .integers([200])),
        (DequantizationParameters.iterations, .integers([20])),
        (DequantizationParameters.methods, .names(["fixed", "weights"])),
        (DequantizationParameters.depths, .integers([1, 2])),
      ]))
    #expect(study.failures.isEmpty && study.results.allSatisfy { $0.claim.kind == .law })
    #expect(
      study.tables.map(\.name) == [
        "frames", "references", "nonzeros", "depth", "findings", "weights",
      ])
    let product = try #require(study.product)
    #expect(product.shape[1] == 16)
    let quantized = try #require(study.arrays.first { $0.name == "test-quantized" })
    // Clipped to the bounds.
    #expect(
      zip(product.elements, quantized.elements).allSatisfy { abs($0 - $1) <= 0.5 + 1e-12 })
    #expect(study.arrays.contains { $0.name == "weights-2-map" && $0.shape == [16, 16] })
  }

  @Test("each file or folder of --test has errors of its own")
  func transfer() throws {
    let names = ["0870", "0880", "0890"].map {
      "\(Self.librivox)/sense_and_sensibility_01_austen_64kb-\($0).wav"
    }
    let study = try lab.study(
      settings([
        (DequantizationParameters.training, .files([names[0]])),
        (DequantizationParameters.test, .files(Array(names[1...]))),
        (DequantizationParameters.frame, .integers([16])),
        (DequantizationParameters.trainingFrames, .integers([200])),
        (DequantizationParameters.iterations, .integers([20])),
        (DequantizationParameters.methods, .names(["weights"])),
        (DequantizationParameters.depths, .integers([1])),
      ]))
    #expect(study.failures.isEmpty)
    let table = try #require(study.tables.first { $0.name == "transfer" }).table
    #expect(table.rows.count == 8)
    func numbers(_ column: String, of method: String) throws -> [Double] {
      let place = try #require(table.columns.firstIndex(of: column))
      return table.rows.filter { $0.cells[3] == .text(method) }.compactMap { row in
        switch row.cells[place] {
        case .number(let number): return number
        case .integer(let count): return Double(count)
        default: return nil
        }
      }
    }
    for method in ["quantised signal", "weights"] {
      let (errors, counts) = try (
        numbers("test_error", of: method), numbers("frames", of: method)
      )
      #expect(errors.count == 2 && errors[0] != errors[1] && counts.allSatisfy { $0 > 100 })
    }
    #expect(try numbers("gain_db", of: "quantised signal") == [0, 0])
    #expect(study.figures.contains { $0.name == "transfer" })
  }

  @Test("a defect of a recording for both purposes is told once, and a set without active frames")
  func notes() throws {
    typealias Parameters = DequantizationParameters
    let folder = try Folder()
    var generator = CounterGenerator(seed: 5)
    let sound = WAVFile.data(
      samples: generator.normals(400).map { 0.2 * $0 }, sampleRate: 8000)
    try folder.write(Array(sound.dropLast(100)), to: "cut.wav")
    // One loud sample in the last block, which is no whole frame.
    try folder.write(
      WAVFile.data(
        samples: [Double](repeating: 0.001, count: 16) + [1], sampleRate: 8000), to: "quiet.wav")
    let study = try lab.study(
      settings([
        (Parameters.training, .files([folder.path("cut.wav")])),
        (Parameters.test, .files(["cut.wav", "quiet.wav"].map { folder.path($0) })),
        (Parameters.frame, .integers([16])), (Parameters.methods, .names(["fixed"])),
        (Parameters.depths, .integers([1])),
      ]))
    #expect(study.warnings.count { $0.contains("is cut off") } == 1)
    #expect(
      study.warnings.contains {
        $0.hasPrefix(
          "4 bits: no frame to test with in \(folder.path("quiet.wav")); the table transfer")
      })
    #expect(!study.tables.contains { $0.name == "transfer" })
  }

  @Test("the findings are the numbers of the pins")
  func findings() {
    let text = lab.findings.map(\.content).joined(separator: " ")
    #expect(text.contains("by 3.2 dB on Data/speech and 1.5 dB on Data/librivox"))
    #expect(text.contains("gains 1.1 dB on Data/speech and 2.3 dB on Data/librivox"))
    #expect(Chapter(lab).exposition.statementLine.contains("least 1.2 times that of depth 2"))
  }

  @Test("what cannot be done is refused before anything is computed, naming the option")
  func refusals() throws {
    typealias Parameters = DequantizationParameters
    let librivox = LabValue.files([Self.librivox])
    let folder = try Folder()
    try folder.write(
      WAVFile.data(samples: [0.5, -0.5, 0.25, 0.1], sampleRate: 8000), to: "short.wav")
    try folder.write(WAVFile.data(samples: [0, 0, 0, 0], sampleRate: 8000), to: "silent.wav")
    let cases: [([(LabParameter, LabValue)], String)] = [
      ([(Parameters.bits, .integers([5]))], "--bits belongs to recordings"),
      ([(Parameters.training, librivox)], "--train and --test must be given together"),
      (
        [
          (Parameters.training, librivox), (Parameters.test, librivox),
          (Parameters.recordings, librivox),
        ], "take the place of other recordings"
      ),
      ([(Parameters.recordings, .files([folder.path("none")]))], "none"),
      (
        [
          (Parameters.recordings, .files(["short.wav", "silent.wav"].map(folder.path))),
          (Parameters.frame, .integers([2])),
        ], "not used: \(folder.path("silent.wav")): contains only silence"
      ),
      (
        [
          (Parameters.recordings, .files([folder.path("short.wav")])),
          (Parameters.frame, .integers([2])),
        ], "at least 2 are needed"
      ),
      (
        [(Parameters.recordings, .files([folder.path("short.wav")]))],
        "fewer than a frame of 64"
      ),
    ]
    let bare = try Folder()
    try bare.write("no sound", to: "notes.txt")
    for first in [Parameters.training, Parameters.test] {
      let other = first == Parameters.test ? Parameters.training : Parameters.test
      let error = #expect(throws: LabError.self) {
        try lab.study(
          settings([
            (first, .files([Self.librivox, bare.path(".")])), (other, librivox),
          ]))
      }
      #expect(
        error == .file(FileError(.missing, "\(bare.path(".")): no .wav file in this folder")))
    }
    let idle = [
      (Parameters.start, LabValue.names(["zero"])), (Parameters.iterations, .integers([5])),
      (Parameters.rate, .numbers([0.1])),
    ]
    for (parameter, value) in idle {
      let error = #expect(throws: LabError.self) {
        try lab.study(
          settings([
            (Parameters.recordings, librivox), (Parameters.methods, .names(["fixed"])),
            (parameter, value),
          ]))
      }
      #expect(
        error?.message
          == "\(parameter.option) has no effect with --method fixed, which learns nothing")
    }
    for (values, words) in cases {
      let error = #expect(throws: LabError.self) { try lab.study(settings(values)) }
      #expect(error?.message.contains(words) == true, "\(error?.message ?? "")")
    }
  }
}
