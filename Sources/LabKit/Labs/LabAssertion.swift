// The claims of a lab among those of the theory.

package import Evidence
import Report
import Synchronization

/// A claim of a lab, checked by the lab's study of the built-in instance.
package struct LabAssertion: Claim {
  /// The claim as the lab declares it.
  package let claim: LabClaim
  /// The studies that all claims of the lab share.
  private let studies: LabStudies

  fileprivate init(_ claim: LabClaim, _ studies: LabStudies) {
    self.claim = claim
    self.studies = studies
  }

  package var id: String { claim.id }
  package var stance: Stance { claim.stance }
  package var domain: String {
    if let instance = claim.instance {
      return "\(instance.name): `\(instance.command)` decides it"
    }
    return switch claim.kind {
    case .law:
      "the built-in instance of `toy lab \(studies.lab.id)`, and any other draw with `--seed`"
    case .pin: "the built-in instance of `toy lab \(studies.lab.id)`, with seed 0"
    }
  }

  package var exposition: Exposition {
    let text = claim.exposition
    // The program does not contain the files of other data, so it has no example of them.
    var builtIn: (@Sendable () throws(EvidenceError) -> Example)?
    if claim.instance == nil { builtIn = { () throws(EvidenceError) in try example() } }
    return Exposition(
      title: text.title, statement: text.statement, assumptions: text.assumptions,
      limits: text.limits, sources: text.sources,
      example: builtIn,
      commands: [claim.instance?.command ?? "toy lab \(studies.lab.id)"])
  }

  /// The numbers of the built-in instance; their last digits depend on the processor.
  private func example() throws(EvidenceError) -> Example {
    let comparison = try comparison(seed: 0)
    var table = Table(columns: ["quantity", "predicted", "computed", "tolerance"])
    table.append([
      .text(Document.plain(comparison.quantity)), .number(comparison.predicted),
      .number(comparison.computed),
      .text(comparison.toleranceInWords),
    ])
    return Example("The built-in instance.", table, isReproducible: false)
  }

  /// The number that decides the claim.
  private func comparison(seed: UInt64) throws(EvidenceError) -> Comparison {
    if let instance = claim.instance { throw .otherData(command: instance.command) }
    let study = try studies.study(seed: seed)
    guard let result = study.results.first(where: { $0.claim.id == id }) else {
      guard seed == 0 else {
        throw claim.kind == .pin
          ? .otherInstance("the claim is about the instance of seed 0")
          : .undecided("the instance of seed \(seed) does not decide it")
      }
      throw .failed("`toy lab \(studies.lab.id)` does not decide it")
    }
    return result.comparison
  }

  package func checks(_ scope: CheckScope) throws(EvidenceError) -> [Check] {
    let comparison = try comparison(seed: scope.instanceSeed)
    let verdict: Verdict =
      comparison.isAsExpected
      ? .compared(comparison)
      : .refuted(
        Counterexample(
          point: ParameterPoint(), finding: comparison.inWords,
          command: "toy lab \(studies.lab.id)"))
    return [Check(name: Document.plain(comparison.quantity), verdict: verdict)]
  }
}

/// The studies of a lab by their seeds, each computed once.
private final class LabStudies: Sendable {
  let lab: any Lab
  private let done = Mutex<[UInt64: Result<LabStudy, LabError>]>([:])

  init(_ lab: any Lab) { self.lab = lab }

  /// The study of the built-in instance, or of another draw of it.
  func study(seed: UInt64) throws(EvidenceError) -> LabStudy {
    // Claims that are checked in parallel wait for one common study.
    let result = done.withLock { done in
      if let result = done[seed] { return result }
      let settings = LabSettings(lab.parameters, seed: seed, command: "toy lab \(lab.id)")
      let result = Result { () throws(LabError) in try lab.study(settings) }
      done[seed] = result
      return result
    }
    do throws(LabError) {
      return try result.get()
    } catch {
      throw .failed(error.message)
    }
  }
}

extension Chapter {
  /// The chapter of a lab: its model, what was found, and its claims in the form of those of the theory.
  ///
  /// - Parameter lab: The lab.
  package init(_ lab: any Lab) {
    let studies = LabStudies(lab)
    self.init(
      lab.id,
      Exposition(
        title: lab.title, statement: [.text(lab.question)] + lab.introduction + lab.findings,
        sources: lab.sources,
        commands: ["toy lab \(lab.id)"]),
      claims: lab.claims.map { LabAssertion($0, studies) })
  }
}
