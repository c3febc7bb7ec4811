// Saved states of learning: plain numbers, exact to the bit.

package import Files
package import Learning
import Libc
import Optimization

/// The file in which `learn --resume` keeps its state.
///
/// Little-endian 64-bit words after a magic number: the command that it belongs to as text, then the
/// runs. Written completely or not at all, so that a program killed at any moment leaves a usable file.
package enum StateFile {
  private static let magic = Array("toy learn 3\n".utf8)
  /// The magic numbers of former formats: with risks instead of excesses and other variables, and with one learned
  /// number at most.
  private static let formerMagic = [Array("toy learn 1\n".utf8), Array("toy learn 2\n".utf8)]
  /// The largest number of bytes of a state that is read: it is held twice, as bytes and as numbers.
  private static let sizeLimit = 1 << 30

  /// Writes a state.
  ///
  /// - Parameters:
  ///   - state: The state.
  ///   - settings: Everything that determines the computation; a state is useless for any other.
  ///   - path: The file.
  /// - Throws: ``FileError`` of kind unwritable.
  package static func write(
    _ state: LearningState, settings: String, to path: String
  ) throws(FileError) {
    var writer = WordWriter()
    writer.text(settings)
    writer.word(UInt64(state.runs.count))
    for run in state.runs {
      writer.word(run.isImpossible ? 1 : 0)
      writer.reason(run.stopReason)
      writer.word(UInt64(run.trace.count))
      for point in run.trace {
        writer.word(UInt64(point.iteration))
        writer.word(UInt64(point.evaluations))
        writer.numbers([point.value, point.gradientNorm] + point.numbers)
        writer.numbers(point.flow.map { [$0.time] + $0.penalties } ?? [])
      }
      writer.word(run.iterate == nil ? 0 : 1)
      guard let iterate = run.iterate else { continue }
      writer.word(UInt64(iterate.iteration))
      writer.word(UInt64(iterate.evaluations))
      writer.numbers([iterate.value])
      writer.numbers(iterate.point)
      writer.numbers(iterate.gradient)
      writer.numbers(iterate.recentValues)
      writer.word(UInt64(iterate.memory.count))
      for vector in iterate.memory { writer.numbers(vector) }
    }
    writer.word(fnv1a(writer.bytes[...]))
    try writeFile(magic + writer.bytes, to: path)
  }

  /// Reads a state.
  ///
  /// - Parameters:
  ///   - path: The file.
  ///   - settings: Everything that determines the present computation.
  ///   - starts: The number of runs expected.
  /// - Returns: The state.
  /// - Throws: ``FileError`` of kind missing, or malformed for a file that is not a state or belongs to
  ///   another computation.
  package static func read(
    _ path: String, settings: String, starts: Int
  ) throws(FileError) -> LearningState {
    let file = try RegularFile(path: path)
    // The beginning is checked before memory is allocated for something that may not be a state.
    let beginning = try file.bytes(at: 0, count: magic.count)
    guard !formerMagic.contains(beginning) else {
      throw file.malformed(
        "the state was saved by an earlier version of toy, in another form; remove the file, or name "
          + "another one, to start again")
    }
    guard beginning == magic else {
      throw file.malformed("not a saved state of learn")
    }
    guard file.size <= sizeLimit else {
      throw file.malformed("\(file.size) bytes, more than the \(sizeLimit) that are read")
    }
    let bytes = try file.bytes(at: 0, count: file.size)
    do throws(MalformedFile) {
      let end = bytes.count - 8
      guard end >= magic.count else { throw MalformedFile("the state is cut off") }
      var last = WordReader(bytes: bytes, position: end, end: bytes.count)
      guard try last.word() == fnv1a(bytes[magic.count..<end]) else {
        // A state with a flipped bit must not be resumed as if nothing had happened.
        throw MalformedFile("the state is damaged")
      }
      var reader = WordReader(bytes: bytes, position: magic.count, end: end)
      let saved = try reader.text()
      guard saved == settings else {
        throw MalformedFile("the state belongs to other settings: \(saved)")
      }
      return try state(&reader, starts: starts)
    } catch {
      throw FileError(.malformed, "\(path): \(error.description)")
    }
  }

  private static func state(
    _ reader: inout WordReader, starts: Int
  ) throws(MalformedFile) -> LearningState {
    var state = LearningState(starts: starts)
    guard try reader.count() == starts else { throw MalformedFile("another number of starts") }
    for index in 0..<starts {
      var run = LearningRun()
      run.isImpossible = try reader.word() == 1
      run.stopReason = try reader.reason()
      for _ in 0..<(try reader.count()) {
        let (iteration, evaluations) = (try reader.count(), try reader.count())
        let (numbers, flow) = (try reader.numbers(), try reader.numbers())
        guard numbers.count >= 2 else { throw MalformedFile("a damaged record") }
        run.trace.append(
          TracePoint(
            iteration: iteration, evaluations: evaluations, value: numbers[0],
            gradientNorm: numbers[1], numbers: Array(numbers[2...]),
            flow: flow.first.map { FlowPoint(time: $0, penalties: Array(flow.dropFirst())) }))
      }
      if try reader.word() == 1 {
        let (iteration, evaluations) = (try reader.count(), try reader.count())
        let value = try reader.numbers()
        let (point, gradient) = (try reader.numbers(), try reader.numbers())
        let recent = try reader.numbers()
        var memory: [[Double]] = []
        for _ in 0..<(try reader.count()) { memory.append(try reader.numbers()) }
        guard value.count == 1, point.count == gradient.count else {
          throw MalformedFile("a damaged iterate")
        }
        run.iterate = Iterate(
          point: point, value: value[0], gradient: gradient, iteration: iteration,
          evaluations: evaluations, recentValues: recent, memory: memory)
      }
      state.runs[index] = run
    }
    guard reader.isAtEnd else { throw MalformedFile("something follows the end") }
    return state
  }
}

/// Appends words to a file.
private struct WordWriter {
  var bytes: [UInt8] = []

  mutating func word(_ value: UInt64) {
    for shift in stride(from: UInt64(0), to: 64, by: 8) {
      bytes.append(UInt8(truncatingIfNeeded: value >> shift))
    }
  }

  mutating func numbers(_ values: [Double]) {
    word(UInt64(values.count))
    for value in values { word(value.bitPattern) }
  }

  mutating func text(_ value: String) {
    word(UInt64(value.utf8.count))
    bytes += value.utf8
  }

  mutating func reason(_ reason: StopReason?) {
    let (code, number): (UInt64, Double) =
      switch reason {
      case nil: (0, 0)
      case .gradientNorm(let norm): (1, norm)
      case .targetValue(let value): (2, value)
      case .smallDecrease(let decrease): (3, decrease)
      case .lineSearchFailed: (4, 0)
      case .iterationLimit: (5, 0)
      case .interrupted: (6, 0)
      case .nonFinite(let trials): (7, Double(trials))
      }
    word(code)
    numbers([number])
  }
}

/// Reads words from a file without trusting its lengths.
private struct WordReader {
  let bytes: [UInt8]
  var position: Int
  /// The end of the words.
  let end: Int

  var isAtEnd: Bool { position == end }

  mutating func word() throws(MalformedFile) -> UInt64 {
    guard end - position >= 8 else { throw MalformedFile("the state is cut off") }
    var value: UInt64 = 0
    for index in (0..<8).reversed() { value = value << 8 | UInt64(bytes[position + index]) }
    position += 8
    return value
  }

  /// Reads a count of items that must fit into the rest of the file.
  mutating func count() throws(MalformedFile) -> Int {
    let value = try word()
    guard value <= UInt64(Int32.max) else { throw MalformedFile("the state is damaged") }
    return Int(value)
  }

  mutating func numbers() throws(MalformedFile) -> [Double] {
    let count = try count()
    guard count <= (end - position) / 8 else { throw MalformedFile("the state is cut off") }
    var values: [Double] = []
    values.reserveCapacity(count)
    for _ in 0..<count { values.append(Double(bitPattern: try word())) }
    return values
  }

  mutating func text() throws(MalformedFile) -> String {
    let count = try count()
    guard count <= end - position else { throw MalformedFile("the state is cut off") }
    defer { position += count }
    return String(decoding: bytes[position..<(position + count)], as: UTF8.self)
  }

  mutating func reason() throws(MalformedFile) -> StopReason? {
    let code = try word()
    let values = try numbers()
    guard values.count == 1 else { throw MalformedFile("the state is damaged") }
    switch code {
    case 0: return nil
    case 1: return .gradientNorm(values[0])
    case 2: return .targetValue(values[0])
    case 3: return .smallDecrease(values[0])
    case 4: return .lineSearchFailed
    case 5: return .iterationLimit
    case 6: return .interrupted
    case 7:
      guard let trials = Int(exactly: values[0]) else {
        throw MalformedFile("the state is damaged")
      }
      return .nonFinite(trials: trials)
    default: throw MalformedFile("the state is damaged")
    }
  }
}
