// Spectra and where they come from.

import LinearAlgebra
import TestSupport
import Testing
import ToyModel

@Suite("Spectrum")
struct SpectrumTests {
  @Test("equal eigenvalues are merged, in descending order")
  func merging() {
    let spectrum = Spectrum(eigenvalues: [1, 3, 1, 0, 3, 1])
    #expect(spectrum.groups.map(\.eigenvalue) == [3, 1, 0])
    #expect(spectrum.groups.map(\.multiplicity) == [2, 3, 1])
    #expect(spectrum.dimension == 6)
  }

  @Test("groups and lists of eigenvalues say the same")
  func groups() {
    let groups = Spectrum([
      .init(eigenvalue: 1, multiplicity: 2), .init(eigenvalue: 4, multiplicity: 1),
      .init(eigenvalue: 1, multiplicity: 1),
    ])
    #expect(groups == Spectrum(eigenvalues: [1, 1, 4, 1]))
  }

  @Test("the trace adds the eigenvalues, to the last bits however many there are")
  func trace() {
    #expect(Spectrum(eigenvalues: [1, 2, 2, 0]).trace == 5)
    #expect(Spectrum(eigenvalues: (0..<1000).map { _ in 0.1 }).trace == 100)
    let spread = Spectrum(eigenvalues: [1e16] + (0..<1000).map { 1 + 1e-9 * Double($0) })
    expectClose(spread.trace, 1e16 + 1000, .roundoff(operations: 2))
  }

  @Test("refuses no eigenvalues, negative ones and empty groups")
  func refusals() async {
    await #expect(processExitsWith: .failure) { _ = Spectrum(eigenvalues: []) }
    await #expect(processExitsWith: .failure) { _ = Spectrum(eigenvalues: [1, -1e-3]) }
    await #expect(processExitsWith: .failure) {
      _ = Spectrum.Group(eigenvalue: 1, multiplicity: 0)
    }
  }
}

@Suite("Data models")
struct DataModelTests {
  @Test("constant data has one direction with signal", arguments: [1, 2, 7, 1_000_000_000_000])
  func constant(n: Int) {
    let spectrum = DataModel.constant(n: n, mu: 1, theta: 0.5).spectrum
    #expect(spectrum.groups.map(\.eigenvalue) == (n == 1 ? [1.25] : [1.25 * Double(n), 0]))
    #expect(spectrum.dimension == n)
  }

  @Test("i.i.d. data has θ² everywhere and nμ² more on the mean", arguments: [1, 2, 7, 1_000_000])
  func independent(n: Int) {
    let spectrum = DataModel.independent(n: n, mu: 2, theta: 0.5).spectrum
    let first = 4 * Double(n) + 0.25
    #expect(spectrum.groups.map(\.eigenvalue) == (n == 1 ? [first] : [first, 0.25]))
    #expect(DataModel.independent(n: 9, mu: 0, theta: 2).spectrum.groups.count == 1)
  }

  @Test("the spectra are those of the dense second moments", arguments: [1, 2, 6])
  func dense(n: Int) throws {
    let (mu, theta) = (0.7, 0.4)
    let constant = Matrix(repeating: mu * mu + theta * theta, rows: n, columns: n)
    var independent = Matrix(repeating: mu * mu, rows: n, columns: n)
    for i in 0..<n { independent[i, i] += theta * theta }
    for (matrix, model) in [
      (constant, DataModel.constant(n: n, mu: mu, theta: theta)),
      (independent, .independent(n: n, mu: mu, theta: theta)),
    ] {
      let values = model.spectrum.groups.flatMap { group in
        (0..<group.multiplicity).map { _ in group.eigenvalue }
      }
      for (computed, expected) in zip(try SymmetricEigen.values(of: matrix).reversed(), values) {
        expectClose(computed, expected, .roundoff(operations: 16 * n), scale: values[0])
      }
    }
  }

  @Test("fewer frames than dimensions leave eigenvalues that are exactly zero", arguments: 1...7)
  func fewFrames(frames: Int) throws {
    let n = 6
    var generator = SeededGenerator(seed: UInt64(frames))
    let data = Matrix.random(rows: frames, columns: n, using: &generator)
    let spectrum = try DataModel.secondMoment(data.gram()).spectrum
    let zeros = spectrum.groups.filter { $0.eigenvalue == 0 }.map(\.multiplicity)
    #expect(zeros == (frames < n ? [n - frames] : []))
    #expect(spectrum.dimension == n)
    expectClose(
      spectrum.trace, data.frobeniusNorm * data.frobeniusNorm, .roundoff(operations: 64))
  }

  @Test("a spectrum is kept as it is")
  func given() {
    let spectrum = Spectrum(eigenvalues: [2, 1])
    #expect(DataModel.spectrum(spectrum).spectrum == spectrum)
  }
}
