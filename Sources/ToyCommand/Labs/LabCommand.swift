// toy lab: experiments on the systems around the theory.

import Evidence
import Files
import LabKit
import LinearAlgebra
import Report
import Studies

struct LabCommand: Command {
  static let name = "lab"
  static let summary = "experiments on the systems around the theory, with their own claims"
  static let operands = "[LAB [FILE|FOLDER…]]"
  static let operandCompletion = Completion.words(Labs.all.map(\.id) + [everything])
  static let discussion = """
    Runs a lab: prints, for each of its claims, the predicted and the computed number, the tolerance and the
    verdict, then its tables. The defaults are the verified instance, whose numbers are pinned; laws
    hold for other parameters, seeds and data too. Without a name, lists the labs; 'all' runs every one of
    them. 'toy lab LAB --help' explains a lab with its parameters. Files after the name are read by labs that
    work on recordings. If a claim that the program asserts fails, the command exits with 2.
    Labs: \(Labs.all.map(\.id).joined(separator: ", ")).
    """
  static let examples = [
    "toy lab", "toy lab lasso", "toy lab lasso --table jacobian -o jacobian.svg",
    "toy lab dequantization Data/speech --method weights --depth 2 --listen out.wav",
    "toy lab all --format csv",
  ]

  /// The name that stands for all labs.
  private static let everything = "all"
  private static let seed = Option(
    "--seed", value: "GRID",
    "seeds of all random draws; 0 is the instance of the pins; for several, tables have a column with the seed",
    default: "0", hasWholeNumbers: true)
  private static let table = Option(
    "--table", value: "NAME",
    "one of the lab's tables in place of its claims, and the figure of that name in files of figures",
    default: nil)
  private static let save = Option(
    "--save", value: "FILE", "write the main result as .npy", default: nil)
  private static let listen = Option(
    "--listen", value: "FILE.wav",
    "write the main result as sound, and what it is compared with beside it, such as FILE-quantized.wav",
    default: nil, offers: .paths)
  private static let common =
    [seed] + TableReading.options + [
      table, save, listen, .figureFormat, .preset, .width, .height, .heading,
      .output(
        "a file, or a folder for tables, figures, arrays and JSON; the format follows the extension",
        default: "standard output"),
    ]
  static let options = Option.ofLabs(Labs.all) + common

  /// The labs to run, with their settings; empty for the list of labs.
  private let requests: [(lab: any Lab, settings: LabSettings)]
  /// The seeds for which every lab is run.
  private let seeds: [UInt64]
  private let destinations: Destinations
  /// The folders to which everything is written.
  private let folders: [String]
  private let tableName: String?
  private let savePath: String?
  private let listenPath: String?
  private let isAll: Bool
  private(set) var files = FileUses()

  init(_ arguments: ParsedArguments, words: [String]) throws(CommandError) {
    let name = arguments.operands.first
    isAll = name == Self.everything
    let labs = try name.map { (name) throws(CommandError) in try Self.labs(named: name) } ?? []
    let operands = Array(arguments.operands.dropFirst())
    try Self.refuseOperands(operands, arguments, of: isAll ? nil : labs.first)
    try Self.refuseForeign(arguments, labs, isAll: isAll)
    seeds = try Self.seeds(arguments)
    let seed = seeds[0]
    let reading = try TableReading(arguments)
    let command = reproducingCommand(Self.name, words)
    requests = try labs.map { (lab) throws(CommandError) in
      let command = labs.count > 1 ? "toy lab \(lab.id)" : command
      var settings = LabSettings(lab.parameters, seed: seed, reading: reading, command: command)
      for parameter in lab.parameters where arguments.has(Option(parameter)) {
        settings.set(parameter, to: try parameter.value(arguments.value(Option(parameter)) ?? ""))
      }
      if let parameter = lab.operand, !operands.isEmpty {
        settings.set(parameter, to: .files(operands))
      }
      return (lab, settings)
    }
    destinations = try Destinations(
      arguments, formats: OutputFormat.tablesAndFigures, stem: Self.name, folderFormats: [])
    try arguments.refuseIdle(Self.options, written: destinations.all)
    if !arguments.has(Self.table) { try Self.refuseFigures(destinations) }
    folders = arguments.all(.output("", default: nil))
      .filter {
        !isStandardOutput($0) && OutputFormat(path: $0) == nil && Destinations.isFolder($0)
      }
      .map { $0.hasSuffix("/") ? $0 : $0 + "/" }
    tableName = arguments.has(Self.table) ? arguments.value(Self.table) : nil
    savePath = arguments.has(Self.save) ? arguments.value(Self.save) : nil
    listenPath = arguments.has(Self.listen) ? arguments.value(Self.listen) : nil
    for (lab, settings) in requests {
      for parameter in settings.parameters {
        let isOperand = parameter == lab.operand && !operands.isEmpty
        for path in settings.files(parameter) {
          files.read(path, for: isOperand ? "" : parameter.option)
        }
        guard case .folder(let names, let isOutput) = parameter.kind,
          let folder = settings.folder(parameter)
        else { continue }
        for path in names.map({ "\(folder)/\($0)" }) {
          if isOutput {
            files.write(path, for: parameter.option)
          } else if fileExists(path) {
            files.read(path, for: parameter.option)
          }
        }
      }
    }
    if seeds.count > 1 {
      let folder = requests.flatMap(\.settings.parameters).first { parameter in
        guard case .folder(_, isOutput: true) = parameter.kind else { return false }
        return arguments.has(Option(parameter))
      }
      if let name = folder?.option ?? (listenPath == nil ? nil : Self.listen.name) {
        throw .usage("\(name): give a single \(Self.seed.name)")
      }
    }
    files.write(destinations)
    if let tableName, let (lab, _) = requests.first, !lab.tableNames.contains(tableName) {
      let hint =
        suggestion(for: tableName, among: lab.tableNames).map { "did you mean \($0)? " } ?? ""
      throw .usage(
        "\(Self.table.name) \(printable(tableName)): \(hint)known are "
          + lab.tableNames.joined(separator: ", "))
    }
    if let tableName, let (lab, settings) = requests.first {
      let names = lab.tableNames(settings)
      guard names.contains(tableName) else {
        throw .usage(
          "\(Self.table.name) \(tableName): with these parameters there are "
            + names.joined(separator: ", "))
      }
    }
    if let savePath {
      if let (lab, settings) = requests.first, !lab.hasProduct(settings) {
        let isOwn = lab.parameters.contains { parameter in
          if case .files = parameter.kind { settings.isGiven(parameter) } else { false }
        }
        throw .usage(
          "\(Self.save.name): "
            + (isOwn
              ? "\(lab.id) has no single result to save with these options"
              : "the built-in instance of \(lab.id) has no result to save; your own data have one"))
      }
      try requireFile(savePath, for: Self.save, [".npy"])
      files.write(savePath, for: Self.save.name)
    }
    if let listenPath {
      guard listenPath.lowercased().hasSuffix(".wav") else {
        throw .usage("\(Self.listen.name) \(printable(listenPath)): the extension is .wav")
      }
      let suffixes = requests.first.map { $0.lab.soundSuffixes($0.settings) } ?? []
      guard !suffixes.isEmpty else {
        throw .usage(
          "\(Self.listen.name): there is nothing to hear; give recordings to a lab that works on them"
        )
      }
      for suffix in suffixes {
        files.write(Self.soundPath(listenPath, suffix), for: Self.listen.name)
      }
    }
    // The names of tables and figures are known only after the run.
    for folder in folders {
      for (lab, _) in requests { files.write("\(folder)\(lab.id).json") }
    }
  }

  /// The seeds, each of them once.
  private static func seeds(_ arguments: ParsedArguments) throws(CommandError) -> [UInt64] {
    let text = arguments.value(seed) ?? "0"
    let seeds = try studied(Grid.integers(text, option: seed.name))
    for seed in seeds where !(0...Int(Int32.max)).contains(seed) {
      throw .usage("\(Self.seed.name) \(seed): a whole number from 0 to \(Int32.max)")
    }
    return seeds.map { UInt64($0) }
  }

  /// Rejects words after the lab's name, unless the lab takes files there.
  private static func refuseOperands(
    _ operands: [String], _ arguments: ParsedArguments, of lab: (any Lab)?
  ) throws(CommandError) {
    guard let first = operands.first else { return }
    guard let parameter = lab?.operand else {
      throw .usage("unexpected argument \(printable(first)): one lab at a time")
    }
    guard !arguments.has(Option(parameter)) else {
      throw .usage(
        "\(printable(first)) and \(parameter.option): give the same files once, after the name or by the option"
      )
    }
  }

  /// The path of a sound beside the main one.
  private static func soundPath(_ path: String, _ suffix: String) -> String {
    "\(path.dropLast(4))\(suffix).wav"
  }

  private static func labs(named name: String) throws(CommandError) -> [any Lab] {
    if name == everything { return Labs.all }
    if let lab = Labs.all.first(where: { $0.id == name }) { return [lab] }
    let known = Labs.all.map(\.id) + [everything]
    let hint = suggestion(for: name, among: known).map { "did you mean \($0)? " } ?? ""
    throw .usage("no lab \(printable(name)): \(hint)known are \(known.joined(separator: ", "))")
  }

  /// Rejects options that none of these labs has.
  private static func refuseForeign(
    _ arguments: ParsedArguments, _ labs: [any Lab], isAll: Bool
  ) throws(CommandError) {
    for option in options where arguments.has(option) {
      if common.contains(where: { $0.name == option.name }) {
        let needsLab = labs.isEmpty && ![Option.format.name, "--output"].contains(option.name)
        let needsOne = isAll && [table.name, save.name, listen.name].contains(option.name)
        guard needsLab || needsOne else { continue }
        throw .usage("\(option.name) has no effect: it requires one lab, such as 'toy lab lasso'")
      }
      guard !isAll else {
        throw .usage("\(option.name) cannot be used with 'all', which runs the built-in instances")
      }
      guard let lab = labs.first else {
        throw .usage("\(option.name) has no effect: it requires a lab, such as 'toy lab lasso'")
      }
      guard !lab.parameters.contains(where: { $0.option == option.name }) else { continue }
      throw .usage(
        "\(option.name) has no effect: the lab \(lab.id) has "
          + lab.parameters.map(\.option).joined(separator: ", "))
    }
  }

  /// Refuses a file of a figure where no table, hence no figure, is chosen.
  private static func refuseFigures(_ destinations: Destinations) throws(CommandError) {
    guard let format = destinations.all.first(where: \.isFigure) else { return }
    let file = destinations.files.first(where: \.format.isFigure).map { "--output \($0.path)" }
    throw .usage(
      "\(file ?? "--format \(format.rawValue)"): a lab has several figures; choose one with "
        + "\(table.name), as in 'toy lab lasso --table jacobian -o jacobian.svg'")
  }

  static func help(on operands: [String]) -> String {
    guard let lab = Labs.all.first(where: { $0.id == operands.first }) else { return help }
    let model = lab.introduction.map(\.content)
    return help(
      usage: "usage: toy lab \(lab.id)\(lab.operand == nil ? "" : " [FILE|FOLDER…]") [options]",
      discussion: ([lab.title + ".", lab.question] + model).joined(separator: "\n"),
      examples: ["toy lab \(lab.id)", "toy check \(lab.id)", "toy explain \(lab.id)"],
      options: lab.parameters.map { Option($0) } + common)
  }

  func run() throws(CommandError) -> ExitStatus {
    guard !requests.isEmpty else {
      try destinations.write(Self.list)
      return .success
    }
    // The last bits of BLAS depend on the number of its threads.
    setBLASThreads(1)
    if requests.contains(where: { $0.lab.keepsPart($0.settings) }) { Interruption.catchSignals() }
    var outcomes: [LabOutcome] = []
    var progress = Progress("lab", total: requests.count * seeds.count)
    for (lab, settings) in requests {
      var studies: [LabStudy] = []
      for seed in seeds {
        studies.append(try Self.study(lab, settings.combined([seed])))
        progress.advance()
      }
      outcomes.append(LabOutcome(lab: lab, study: LabStudy(seeds: studies)))
    }
    progress.finish()
    if outcomes.contains(where: \.study.isPartial) { return try writePart(of: outcomes) }
    try write(outcomes)
    Self.writeNotes(of: outcomes)
    let failures = outcomes.flatMap(\.study.failures)
    for failure in failures {
      writeDiagnostic("error: \(failure.claim.id) does not hold: \(failure.comparison.inWords)")
    }
    guard failures.isEmpty else { return .falsified }
    return outcomes.allSatisfy { $0.study.answer?.isAffirmative ?? true } ? .success : .failure
  }

  /// Writes the warnings of labs to standard error.
  private static func writeNotes(of outcomes: [LabOutcome]) {
    for warning in outcomes.flatMap(\.study.warnings) { writeDiagnostic("note: \(warning)") }
  }

  private static func study(_ lab: any Lab, _ settings: LabSettings) throws(CommandError)
    -> LabStudy
  {
    do throws(LabError) {
      return try lab.study(settings)
    } catch {
      switch error {
      case .illegal(let message): throw .usage(message)
      case .file(let error): throw CommandError(error)
      case .failed(let message): throw .failure("\(lab.id): \(message)")
      }
    }
  }

  private static func sounds(
    _ body: () throws(LabError) -> [LabSound]
  ) throws(CommandError) -> [LabSound] {
    do throws(LabError) {
      return try body()
    } catch {
      throw .failure(error.message)
    }
  }

  /// Writes the files for the folders of parameters.
  private func writeSavedFiles(
    of study: LabStudy, to place: (_ folder: String) -> String
  ) throws(CommandError) {
    for file in study.savedFiles {
      let path = "\(place(study.settings.folder(file.folder) ?? ""))/\(file.path)"
      try translated(writeFile(file.bytes, to: path))
      writeDiagnostic("wrote \(path)")
    }
  }

  /// Writes what was finished before an interruption, to folders of its own.
  private func writePart(of outcomes: [LabOutcome]) throws(CommandError) -> ExitStatus {
    for outcome in outcomes {
      try writeSavedFiles(of: outcome.study, to: Destinations.partialPath)
    }
    writeDiagnostic(
      outcomes.allSatisfy(\.study.savedFiles.isEmpty)
        ? "interrupted before anything was finished" : "interrupted; finished results are kept")
    return .interrupted
  }

  /// Writes everything, files first.
  private func write(_ outcomes: [LabOutcome]) throws(CommandError) {
    for folder in folders {
      for outcome in outcomes {
        for (name, bytes) in outcome.files {
          try translated(writeFile(bytes, to: folder + name))
          writeDiagnostic("wrote \(folder)\(name)")
        }
      }
    }
    for outcome in outcomes { try writeSavedFiles(of: outcome.study) { $0 } }
    if let savePath {
      guard let product = outcomes.first?.study.product else {
        if let reason = outcomes.first?.study.missingProduct {
          throw .failure("\(Self.save.name): \(reason); nothing is saved")
        }
        throw .usage("\(Self.save.name): the lab has no result to save with these parameters")
      }
      try translated(writeFile(product.bytes, to: savePath))
      writeDiagnostic("wrote \(savePath)")
    }
    if let listenPath, let sounds = outcomes.first?.study.sounds {
      for sound in try Self.sounds(sounds) {
        let path = Self.soundPath(listenPath, sound.suffix)
        try translated(writeFile(sound.bytes, to: path))
        writeDiagnostic("wrote \(path): \(sound.caption)")
      }
    }
    if let tableName, let study = outcomes.first?.study {
      guard let table = study.tables.first(where: { $0.name == tableName }) else {
        Self.writeNotes(of: outcomes)
        throw .usage(
          "\(Self.table.name) \(tableName): with these parameters there are "
            + study.tables.map(\.name).joined(separator: ", "))
      }
      let figure = study.figures.first { $0.name == tableName }?.figure
      guard let figure else {
        guard !destinations.all.contains(where: \.isFigure) else {
          throw .usage(
            "\(Self.table.name) \(printable(tableName)): that table has no figure; those with one are "
              + study.figures.map(\.name).joined(separator: ", "))
        }
        return try destinations.write(table.table)
      }
      return try destinations.write(table.table, figure: { figure })
    }
    // A file contains the whole result.
    let terminal = destinations.files.isEmpty ? Terminal.standardOutput : nil
    let page = LabPage(outcomes: outcomes, isArray: isAll, terminal: terminal)
    try destinations.write { (format) throws(CommandError) in Array(page.text(format).utf8) }
  }

  /// All labs with their questions.
  private static var list: Table {
    var table = Table(columns: ["lab", "claims", "question"])
    for lab in Labs.all {
      table.append([.text(lab.id), .integer(lab.claims.count), .text(lab.question)])
    }
    return table
  }
}
