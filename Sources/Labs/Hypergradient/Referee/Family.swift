// The kinds of wrong gradients that the referee knows.

/// A kind of wrong gradient, up to its parameters.
enum Family: Sendable, CaseIterable {
  case truth
  case noImplicitTerm, alternate, alternateAccelerated
  case noDirectTerm, directDouble, directHalf, directAdded
  case implicitSign, implicitDouble, implicitHalf
  case cg, normalCG, neumann, neumannWithoutIdentity, neumannUnscaled, jacobianFree
  case hessianDiagonal, hessianUnpenalized, hessianDoublePenalty, hessianHalfPenalty
  case hessianSummed, hessianMajorizer
  case mixedTransposed, upperOnTraining
  case lossSummed, lossDouble, lossHalf, lossSummedDouble, lossSummedHalf, dataSwapped
  case penaltyInUpper
  case innerDescent, innerAccelerated, innerFixedPoint, innerFixedPointAccelerated
  case innerCG, innerNewton, innerCoordinate
  case unrolled, unrolledAccelerated, truncated
  case innerAndCG
  case supportCG, supportNormalCG, supportFullCG, supportFull
  case theta, thetaCG, thetaNormalCG, thetaSupportCG, thetaSupportNormalCG
  case thetaNoImplicitTerm, thetaJacobianFree
  case krylov

  /// The causes, for scripts.
  var causes: [Cause] {
    switch self {
    case .truth: []
    case .noImplicitTerm, .alternate, .alternateAccelerated: [.noImplicitTerm]
    case .noDirectTerm, .directDouble, .directHalf, .directAdded: [.directTerm]
    case .implicitSign: [.sign]
    case .implicitDouble, .implicitHalf: [.factor]
    case .cg: [.cg]
    case .normalCG: [.normalCG]
    case .neumann, .neumannWithoutIdentity, .neumannUnscaled: [.neumann]
    case .jacobianFree: [.jacobianFree]
    case .hessianDiagonal, .hessianUnpenalized, .hessianDoublePenalty, .hessianHalfPenalty,
      .hessianSummed, .hessianMajorizer:
      [.hessian]
    case .mixedTransposed: [.transposed]
    case .upperOnTraining: [.trainingData]
    case .lossSummed, .lossDouble, .lossHalf, .lossSummedDouble, .lossSummedHalf, .dataSwapped,
      .penaltyInUpper:
      [.otherProblem]
    case .innerDescent, .innerAccelerated, .innerFixedPoint, .innerFixedPointAccelerated,
      .innerCG, .innerNewton, .innerCoordinate, .theta:
      [.inner]
    case .unrolled, .unrolledAccelerated: [.unrolled]
    case .truncated: [.truncated]
    case .innerAndCG, .thetaCG: [.inner, .cg]
    case .thetaNormalCG: [.inner, .normalCG]
    case .supportCG, .supportFullCG: [.support, .cg]
    case .supportNormalCG: [.normalCG]
    case .supportFull: [.support]
    case .thetaSupportCG: [.inner, .support, .cg]
    case .thetaSupportNormalCG: [.inner, .normalCG]
    case .thetaNoImplicitTerm: [.inner, .noImplicitTerm]
    case .thetaJacobianFree: [.inner, .jacobianFree]
    case .krylov: [.krylov]
    }
  }

  /// Families of one group are not rivals: they name the same fault.
  var group: Family {
    switch self {
    case .alternate, .alternateAccelerated: .noImplicitTerm
    case .innerAccelerated, .innerFixedPoint, .innerFixedPointAccelerated, .innerCG, .innerNewton,
      .innerCoordinate, .theta:
      .innerDescent
    case .unrolledAccelerated: .unrolled
    case .thetaCG: .innerAndCG
    case .thetaSupportNormalCG: .thetaNormalCG
    case .supportFullCG, .supportFull, .thetaSupportCG: .supportCG
    default: self
    }
  }

  /// The family at z* with the same fault, for one at the user's θ.
  var atSolution: Family {
    switch self {
    case .thetaCG: .cg
    case .thetaNormalCG: .normalCG
    case .thetaSupportCG: .supportCG
    case .thetaSupportNormalCG: .supportNormalCG
    case .thetaNoImplicitTerm: .noImplicitTerm
    case .thetaJacobianFree: .jacobianFree
    default: self
    }
  }

  /// Whether the point is the user's own θ.
  var usesTheta: Bool {
    switch self {
    case .theta, .thetaCG, .thetaNormalCG, .thetaSupportCG, .thetaSupportNormalCG,
      .thetaNoImplicitTerm, .thetaJacobianFree:
      true
    default: false
    }
  }

  /// The name of the number that tells the members apart, for scripts.
  var countName: String {
    switch self {
    case .neumann, .neumannWithoutIdentity, .neumannUnscaled: "terms"
    case .cg, .normalCG, .supportCG, .supportNormalCG, .supportFullCG, .thetaCG, .thetaNormalCG,
      .thetaSupportCG, .thetaSupportNormalCG:
      "iterations"
    case .innerCoordinate: "passes"
    case .krylov: "products"
    default: "steps"
    }
  }

  /// The name of the second number.
  var secondName: String { self == .truncated ? "kept" : "iterations" }

  /// A description of the fault, for readers.
  ///
  /// - Parameters:
  ///   - count: The number of steps, terms or iterations; nil where there is none, or for infinitely many.
  ///   - second: The second number.
  ///   - step: The step size, by its name.
  /// - Returns: A phrase; empty for the right gradient.
  func statement(count: Int?, second: Int?, step: String?) -> String {
    let number = count.map(String.init) ?? "all"
    let other = second.map(String.init) ?? ""
    let size = step.map { ", step \($0)" } ?? ""
    return switch self {
    case .truth: ""
    case .noImplicitTerm:
      "no implicit term (alternate minimisation, detached graph, linear solver that returned 0)"
    case .alternate: "no implicit term, ∂_λF after \(number) inner steps\(size)"
    case .alternateAccelerated:
      "no implicit term, ∂_λF after \(number) accelerated inner steps\(size)"
    case .noDirectTerm: "the direct term ∂_λF is missing"
    case .directDouble: "the direct term ∂_λF counts twice"
    case .directHalf: "the direct term ∂_λF counts by half"
    case .directAdded: "the derivative of the penalty is added although F has none"
    case .implicitSign: "sign of the implicit term"
    case .implicitDouble: "the implicit term counts twice"
    case .implicitHalf: "the implicit term counts by half"
    case .cg: "linear system: CG stopped after \(number)"
    case .normalCG: "linear system: CG on the normal equations stopped after \(number)"
    case .neumann:
      "linear system: Neumann series, \(number) terms\(size) (= \(number) unrolled steps from z*, = "
        + "back-propagation cut at \(number))"
    case .neumannWithoutIdentity:
      "linear system: Neumann series without its first term, \(number) terms\(size)"
    case .neumannUnscaled:
      "linear system: Neumann series, \(number) terms\(size), not multiplied by the step"
    case .jacobianFree: "Jacobian-free: H replaced by I (= Neumann series of one term, step 1)"
    case .hessianDiagonal: "linear system: only the diagonal of H"
    case .hessianUnpenalized: "H without the penalty"
    case .hessianDoublePenalty: "H with the penalty twice"
    case .hessianHalfPenalty: "H with half of the penalty"
    case .hessianSummed: "H of the summed loss"
    case .hessianMajorizer: "H replaced by XᵀX/(4n) and the penalty"
    case .mixedTransposed: "mixed derivative C transposed"
    case .upperOnTraining:
      "upper gradient on the training data (with the penalty in F the same as no implicit term)"
    case .lossSummed: "gradient of another problem: training loss summed, not averaged"
    case .lossDouble:
      "gradient of another problem: training loss without its ½, or penalty with one more"
    case .lossHalf:
      "gradient of another problem: training loss with one more ½, or penalty without its ½"
    case .lossSummedDouble: "gradient of another problem: training loss summed, without its ½"
    case .lossSummedHalf: "gradient of another problem: training loss summed, with one more ½"
    case .dataSwapped: "gradient of another problem: training and validation data swapped"
    case .penaltyInUpper: "gradient of another problem: F taken with the penalty"
    case .innerDescent:
      "inner problem not solved: implicit formula after \(number) gradient steps\(size)"
    case .innerAccelerated:
      "inner problem not solved: implicit formula after \(number) accelerated steps\(size)"
    case .innerFixedPoint:
      "inner problem not solved: implicit formula on the support of the next step, after \(number) "
        + "gradient steps\(size)"
    case .innerFixedPointAccelerated:
      "inner problem not solved: implicit formula on the support of the next step, after \(number) "
        + "accelerated steps\(size)"
    case .innerCG: "inner problem not solved: \(number) CG steps"
    case .innerNewton: "inner problem not solved: \(number) Newton steps"
    case .innerCoordinate: "inner problem not solved: \(number) passes over the coordinates"
    case .unrolled: "unrolled \(number) gradient steps from 0\(size)"
    case .unrolledAccelerated: "unrolled \(number) accelerated steps from 0\(size)"
    case .truncated: "unrolled \(number) steps, back-propagation cut at \(other)\(size)"
    case .innerAndCG:
      "inner problem stopped after \(number) steps\(size), and CG after \(other)"
    case .supportCG:
      "support ignored: CG on the unsymmetric fixed-point system, \(number) iterations\(size)"
    case .supportNormalCG:
      "linear system: the whole fixed-point system, CG on its normal equations stopped after "
        + "\(number)\(size)"
    case .supportFullCG: "support ignored: CG on the whole of H, \(number) iterations"
    case .supportFull: "support ignored: the whole of H"
    case .theta: "inner problem not solved: your θ explains it"
    case .thetaCG: "your θ, and CG stopped after \(number)"
    case .thetaNormalCG: "your θ, and CG on the normal equations stopped after \(number)"
    case .thetaSupportCG:
      "your θ, and support ignored: CG on the unsymmetric fixed-point system, \(number) iterations\(size)"
    case .thetaSupportNormalCG:
      "your θ, and the whole fixed-point system, CG on its normal equations stopped after "
        + "\(number)\(size)"
    case .thetaNoImplicitTerm: "your θ, and no implicit term"
    case .thetaJacobianFree: "your θ, and H replaced by I"
    case .krylov:
      "linear system: an iterative solver stopped after \(number) products (which one, not named)"
    }
  }
}
