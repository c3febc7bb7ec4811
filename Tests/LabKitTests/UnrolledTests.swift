// Layers and unrolled iterations, differentiated forwards and backwards.

import LabKit
import LinearAlgebra
import Testing

/// An unrolled run of ISTA on a random dictionary.
private struct Instance {
  let layer: ISTALayer
  let dictionary: [Double]
  let n = 4
  let m = 7

  init(seed: UInt64) {
    var generator = CounterGenerator(seed: seed)
    dictionary = generator.normals(n * m)
    let signal = generator.normals(n)
    let square = dictionary.reduce(0) { $0 + $1 * $1 }
    layer = ISTALayer(signal: signal, atomCount: m, penalty: 0.3, stepSize: 1 / square)
  }

  func result(_ weights: [Double], _ count: Int) -> [Double] {
    Unrolled(layer, stepCount: count).run(from: [Double](repeating: 0, count: m), weights: weights)
      .state
  }
}

struct UnrolledTests {
  @Test("the derivative of a step passes the adjoint test", arguments: 0..<8 as Range)
  func adjoint(seed: UInt64) {
    let instance = Instance(seed: seed)
    var generator = CounterGenerator(seed: seed + 100)
    let state = generator.normals(instance.m)
    let defect = adjointDefect(
      of: instance.layer, at: state, weights: instance.dictionary, seed: seed)
    // Rounding of sums of 30 terms.
    #expect(defect < 1e-14)
  }

  @Test("forward mode agrees with central differences", arguments: [1, 2, 5, 40])
  func forward(count: Int) {
    let instance = Instance(seed: 3)
    let size = instance.n * instance.m
    let run = Unrolled(instance.layer, stepCount: count).pushForward(
      from: [Double](repeating: 0, count: instance.m), weights: instance.dictionary,
      directions: size)
    #expect(run.state == instance.result(instance.dictionary, count))
    for weight in 0..<size {
      var (above, below) = (instance.dictionary, instance.dictionary)
      above[weight] += 1e-6
      below[weight] -= 1e-6
      let (high, low) = (instance.result(above, count), instance.result(below, count))
      for row in 0..<instance.m {
        let difference = (high[row] - low[row]) / 2e-6
        // Cancellation in 10⁻⁶, and the square of the step.
        #expect(abs(difference - run.tangents[row * size + weight]) < 1e-8)
      }
    }
  }

  @Test(
    "reverse mode is the transpose of forward mode, for one direction or all",
    arguments: [1, 3, 30])
  func reverse(count: Int) {
    let instance = Instance(seed: 5)
    let (m, size) = (instance.m, instance.n * instance.m)
    let unrolled = Unrolled(instance.layer, stepCount: count)
    let start = [Double](repeating: 0, count: m)
    let forward = unrolled.pushForward(from: start, weights: instance.dictionary, directions: size)
    let tape = unrolled.run(from: start, weights: instance.dictionary)
    let unit = Matrix.identity(m).elements
    let backward = unrolled.pullBack(unit, tape, directions: m)
    for row in 0..<m {
      for weight in 0..<size {
        #expect(
          abs(backward.weights[weight * m + row] - forward.tangents[row * size + weight]) < 1e-13)
      }
      var one = [Double](repeating: 0, count: m)
      one[row] = 1
      let single = unrolled.pullBack(one, tape)
      for weight in 0..<size {
        #expect(single.weights[weight] == backward.weights[weight * m + row])
      }
    }
  }

  @Test("directions of the weights are combinations of the Jacobian")
  func directions() {
    let instance = Instance(seed: 7)
    let (m, size) = (instance.m, instance.n * instance.m)
    let unrolled = Unrolled(instance.layer, stepCount: 12)
    let start = [Double](repeating: 0, count: m)
    var generator = CounterGenerator(seed: 9)
    let direction = generator.normals(size)
    let one = unrolled.pushForward(
      from: start, weights: instance.dictionary, weightTangents: direction, directions: 1)
    let all = unrolled.pushForward(from: start, weights: instance.dictionary, directions: size)
    for row in 0..<m {
      let expected = dot(Array(all.tangents[row * size..<(row + 1) * size]), direction)
      #expect(abs(one.tangents[row] - expected) < 1e-12)
    }
  }

  @Test(
    "truncated back-propagation is that of the last steps from the state before them",
    arguments: [0, 1, 4, 9])
  func truncation(count: Int) {
    let instance = Instance(seed: 11)
    let unrolled = Unrolled(instance.layer, stepCount: 9)
    let start = [Double](repeating: 0, count: instance.m)
    let whole = unrolled.run(from: start, weights: instance.dictionary)
    let kept = unrolled.run(from: start, weights: instance.dictionary, keeping: count)
    #expect(kept.keptCount == count && kept.state == whole.state)
    let cotangent = (0..<instance.m).map { Double($0) - 2 }
    let cut = unrolled.pullBack(cotangent, whole, truncatedTo: count)
    #expect(unrolled.pullBack(cotangent, kept).weights == cut.weights)
    let rest = Unrolled(instance.layer, stepCount: count)
    let tape = rest.run(from: whole.state(after: 9 - count), weights: instance.dictionary)
    #expect(rest.pullBack(cotangent, tape).weights == cut.weights)
    #expect(rest.pullBack(cotangent, tape).state == cut.state)
  }

  @Test("a watcher can end a run")
  func watching() {
    let instance = Instance(seed: 13)
    var seen: [Int] = []
    let run = Unrolled(instance.layer, stepCount: 20).pushForward(
      from: [Double](repeating: 0, count: instance.m), weights: instance.dictionary,
      directions: instance.n * instance.m
    ) { step, _, _ in
      seen.append(step)
      return step < 6
    }
    #expect(seen == Array(1...6) && run.state == instance.result(instance.dictionary, 6))
  }
}
