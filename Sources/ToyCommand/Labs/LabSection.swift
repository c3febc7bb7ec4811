// A lab in the report.

import Evidence
import LabKit
import Report
import Studies
import Theory

/// The built-in instance of a lab as a section of the report.
struct LabSection: ReportChapter {
  let lab: any Lab
  let chapter: Chapter
  var hasLightForm: Bool { false }

  func section(_ scope: ReportScope) throws(StudyError) -> ReportSection {
    let command = "toy lab \(lab.id)"
    let study = try study(LabSettings(lab.parameters, command: command))
    // Claims that the program does not assert are among the corrections.
    let vouched = study.results.filter { $0.claim.stance.isAsserted }
    guard let headline = vouched.first(where: { $0.claim.id == lab.headline.claim }) else {
      throw .failed("\(lab.id): the claim \(lab.headline.claim) is not decided")
    }
    return ReportSection(
      chapter: chapter,
      method:
        "The built-in instance of the lab, computed by `\(command)`; pins are its numbers, and "
        + "laws hold for any instance.",
      comparisons: vouched.map(\.comparison),
      figure: study.figures.first.map { figure in
        DocumentFigure(
          name: id, figure: figure.figure,
          caption: "\(figure.figure.title).")
      },
      commands: [command, "toy report --only \(lab.id) -o report/"],
      result: KeyResult(
        lab.headline.before, headline.comparison, digits: lab.headline.digits,
        lab.headline.after))
  }

  private func study(_ settings: LabSettings) throws(StudyError) -> LabStudy {
    do throws(LabError) {
      return try lab.study(settings)
    } catch {
      throw .failed(error.message)
    }
  }
}
