// Options: a single entry serves parsing, help, completions and checks. Those that several commands share, which pick
// from them and adapt the wording, follow the type.

import Files
import Learning
import Report
import Studies
import ToyModel

/// One option of the command line.
struct Option: Sendable, Equatable {
  /// The name with its dashes, such as `--sigma`.
  let name: String
  /// A one-letter form such as `-o`, if there is one.
  let short: String?
  /// The placeholder for the value in help; nil for a switch without a value.
  let value: String?
  /// The meaning of the option, without its default.
  let help: String
  /// The default as help prints it; nil if there is none.
  let standard: String?
  /// The completions that a shell offers for the value; by default existing files for a FILE or PATH.
  let completion: Completion
  /// The conditions that must all hold for the option to have an effect.
  let effects: [Effect]
  /// Whether values are whole numbers of a lab, so that commas in them only separate.
  let hasWholeNumbers: Bool

  init(
    _ name: String, short: String? = nil, value: String?, _ help: String, default standard: String?,
    offers completion: Completion? = nil, effects: [Effect] = [], hasWholeNumbers: Bool = false
  ) {
    self.name = name
    self.short = short
    self.value = value
    self.help = help
    self.standard = standard
    self.effects = effects
    self.hasWholeNumbers = hasWholeNumbers
    self.completion = completion ?? (["FILE", "PATH"].contains(value) ? .paths : .nothing)
  }
}

extension Option {
  /// The same option adapted to one command: the arguments that are given replace its own texts.
  ///
  /// - Parameters:
  ///   - value: The placeholder for the value in help.
  ///   - help: Its meaning.
  ///   - standard: The default.
  ///   - effects: Conditions of this command, in addition to its own.
  /// - Returns: The option of that name.
  func with(
    value: String? = nil, help: String? = nil, default standard: String? = nil,
    effects: [Effect] = []
  ) -> Option {
    Option(
      name, short: short, value: value ?? self.value, help ?? self.help,
      default: standard ?? self.standard, offers: completion, effects: self.effects + effects,
      hasWholeNumbers: hasWholeNumbers)
  }

  /// The same option with one value in place of a grid or of a list of names.
  var single: Option {
    let values = ["GRID": "X", "LIST": "NAME"]
    let words: Completion =
      if case .list(let words) = completion { .words(words) } else { completion }
    return Option(
      name, short: short, value: value.map { values[$0] ?? $0 }, help, default: standard,
      offers: words, effects: effects, hasWholeNumbers: hasWholeNumbers)
  }
}

/// The completions that a shell can offer for a value or an operand.
enum Completion: Sendable, Equatable {
  /// Nothing, as for numbers.
  case nothing
  /// One of these words.
  case words([String])
  /// Some of these words, separated by commas.
  case list([String])
  /// A file or a folder.
  case paths
  /// One of these words, or a file or a folder.
  case wordsOrPaths([String])

  /// One of the names of a choice.
  static func words<Choice: RawRepresentable<String> & CaseIterable>(
    of choice: Choice.Type
  ) -> Completion {
    .words(choice.allCases.map(\.rawValue))
  }

  /// Some of the names of a choice.
  static func list<Choice: RawRepresentable<String> & CaseIterable>(
    of choice: Choice.Type
  ) -> Completion {
    .list(choice.allCases.map(\.rawValue))
  }
}

/// The condition under which an option, or one of its values, has an effect.
struct Effect: Sendable, Equatable {
  /// A condition on the rest of the command line.
  indirect enum Condition: Sendable, Equatable {
    /// Another option is given.
    case given(String)
    /// Another option is not given.
    case absent(String)
    /// Another option has one of these names, alone or in a list.
    case names([String], in: String)
    /// Some family can be learned in coordinates other than R.
    case reparametrized
    /// Another option includes an odd number of at least 3.
    case odd(String)
    /// A figure is written.
    case figure
    /// A table is written, in any format.
    case table
    /// At least one of these holds.
    case any([Condition])
  }

  /// The value concerned; nil for every value.
  let value: String?
  let condition: Condition
  /// The reason why there is otherwise no effect, and the remedy.
  let reason: String

  /// States when an option, or one of its values, has an effect.
  static func when(_ condition: Condition, of value: String? = nil, else reason: String) -> Effect {
    Effect(value: value, condition: condition, reason: reason)
  }

  /// An effect of options about depth and step size, which only unrolling has.
  static func unrolled(_ what: String, of value: String? = nil) -> Effect {
    .when(
      .names(["unrolled"], in: "--family"), of: value,
      else: "only --family unrolled has \(what)")
  }
}

extension Option {
  // MARK: The setting

  static let data = Option(
    "--data", value: "MODEL",
    "\(dataNames.joined(separator: ", ")), a FILE of eigenvalues or frames (CSV, .npy), or of sound "
      + "(.wav, or a folder)",
    default: dataNames[0], offers: .wordsOrPaths(dataNames))
  private static let dataNames = DataFamilies.all.map(\.name)
  static let n = Option(
    "--n", value: "N", "dimension n of the signals; for sound the frame length, 320 if omitted",
    default: "500")
  /// The option for a sweep; other commands append their own remark to the text.
  static func k(_ more: String = "", default standard: String? = "n") -> Option {
    Option("--k", value: "GRID", "number k of rows of R\(more)", default: standard)
  }
  /// The option for a single matrix.
  static let rowCount = Option("--k", value: "K", "number of rows of R", default: "n")
  static let mu = Option("--mu", value: "GRID", "mean μ of the signal", default: "1")
  static let theta = Option(
    "--theta", value: "GRID", "standard deviation θ of the signal", default: "0.5")
  static let sigma = Option(
    "--sigma", value: "GRID", "standard deviation σ of the noise", default: "0.9")
  /// The option for a list of families.
  static func families(
    _ names: [FamilyGrid.Name] = FamilyGrid.Name.allCases, default standard: String
  ) -> Option {
    let words = names.map(\.rawValue)
    return Option(
      "--family", value: "LIST", words.joined(separator: ", "), default: standard,
      offers: .list(words))
  }
  /// The option for one of the families that have a regularizer.
  static let family = families(FamilyGrid.Name.ofRegularizers, default: "unrolled").single
    .with(help: FamilyGrid.Name.ofRegularizers.map(\.rawValue).joined(separator: " or "))
  /// The algorithms of the families, and their parameters besides ω, as the registry lists them.
  static let algorithms = algorithms(of: FamilyKind.ofRegularizers)
  /// The same for a command that needs the filter itself, so that none of these parameters is learned.
  static let givenAlgorithms = algorithms(of: FamilyKind.ofRegularizers, learns: false)
  /// The same for some kinds of families.
  static func algorithms(of kinds: [FamilyKind], learns: Bool = true) -> [Option] {
    let known = Algorithm.all.filter { kinds.contains($0.kind) }
    let names = kinds.flatMap { Algorithm.all(of: $0) }.map(\.name)
    let lists = kinds.map { kind in
      let names = Algorithm.all(of: kind).map(\.name)
      let marked = names.enumerated().map {
        $0.offset == 0 ? "\($0.element) (default)" : $0.element
      }
      return "\(kind.rawValue): \(marked.joined(separator: ", "))"
    }
    let choice = Option(
      "--algorithm", value: "LIST",
      lists.joined(separator: "; "), default: nil,
      offers: .list(names))
    func bearers(_ parameter: AlgorithmParameter) -> [String] {
      var names: [String] = []
      for algorithm in known
      where algorithm.entry.parameters.contains(where: { $0.name == parameter.name })
        && !names.contains(algorithm.name)
      {
        names.append(algorithm.name)
      }
      return names
    }
    /// The default, and those of the algorithms where they differ.
    func initials(_ parameter: AlgorithmParameter) -> [String] {
      let texts = bearers(parameter).compactMap { name in
        known.first { $0.name == name }?.entry.parameters.first { $0.name == parameter.name }.map {
          (name: name, text: $0.initial.value.map { "\($0)" } ?? "learned")
        }
      }
      return Set(texts.map(\.text)).count == 1
        ? [texts[0].text] : texts.map { "\($0.text) for \($0.name)" }
    }
    return [choice]
      + Algorithm.parameters.filter { $0.name != "omega" && !bearers($0).isEmpty }.map {
        parameter in
        let bearers = bearers(parameter)
        let isLearned = parameter.canBeLearned && learns
        var standard = initials(parameter)
        var meaning = isLearned ? "\(parameter.meaning), or 'learned'" : parameter.meaning
        if !learns, standard == ["learned"] {
          standard = []
          meaning += "; --algorithm \(bearers.joined(separator: " and ")) needs it"
        }
        return Option(
          parameter.option, value: "GRID",
          standard.count > 1
            ? "\(meaning); without it \(standard.joined(separator: ", "))" : meaning,
          default: standard.count > 1 ? nil : standard.first,
          offers: isLearned ? .list(["learned"]) : nil,
          effects: [
            .when(
              // The usual algorithm need not be named.
              Algorithm.all(of: .unrolled).first.map { bearers.contains($0.name) } == true
                ? .any([.names(bearers, in: choice.name), .absent(choice.name)])
                : .names(bearers, in: choice.name),
              else: "only --algorithm \(bearers.joined(separator: " or ")) has it")
          ])
      }
  }
  static func depth(default standard: String) -> Option {
    Option(
      "--depth", value: "GRID", "number N of steps", default: standard,
      effects: [.unrolled("a number of steps")])
  }
  static let testDepth = Option(
    "--test-depth", value: "GRID",
    "numbers N′ of steps for which the model learned at --depth is run: risks are those after N′ steps",
    default: nil, effects: [.unrolled("a number of steps")])
  static let frames = Option(
    "--frames", value: "GRID",
    "numbers m of Gaussian frames from which the model is learned: its mean risk beside the best one",
    default: nil)
  /// The reason why `--frames` has no effect beside `--test-depth`.
  static let framesOfPopulation = Effect.when(
    .absent("--test-depth"), else: "--test-depth runs the model of the population")
  static let loss = Option(
    "--loss", value: "NAME",
    "with --frames: clean targets, sure (Stein's estimate, noisy frames alone) or noise2noise",
    default: SampleLoss.clean.rawValue, offers: .words(of: SampleLoss.self))
  static func omega(_ more: String = "", default standard: String?) -> Option {
    Option(
      "--omega", value: "GRID",
      "step sizes ω, for some algorithms a penalty or a time: numbers or 'learned'\(more)",
      default: standard,
      offers: .list(["learned"]), effects: [.unrolled("a step size")])
  }
  static func stepSize(default standard: String) -> Option {
    Option(
      "--omega", value: "GRID", "step sizes ω", default: standard,
      effects: [.unrolled("a step size")])
  }

  /// The options of a grid of settings.
  ///
  /// - Parameters:
  ///   - family: The default of `--family`.
  ///   - depth: The default of `--depth`.
  ///   - omega: The default of `--omega`.
  ///   - rows: An addition to the help of `--k`.
  /// - Returns: The options.
  static func settings(
    family: String, depth: String, omega: String, rows: String = ""
  ) -> [Option] {
    [
      .data, .n, .k(rows), .mu, .theta, .sigma,
      .families(default: family), .depth(default: depth), .omega(default: omega),
    ] + Option.algorithms + DataReading.options
  }

  // MARK: Learning

  static let methods = Option(
    "--method", value: "LIST",
    "lbfgs, adam, gd, or flow: gradient flow of R, accurate in time", default: "lbfgs",
    offers: .list(of: LearningMethod.self))
  static let starts = Option(
    "--init", value: "LIST", "gaussian, small, spectral, continuation", default: "gaussian",
    offers: .list(of: LearningStart.self))
  static func coordinates(_ help: String) -> Option {
    // Odd depths are learned in R in any case.
    Option(
      "--coordinates", value: "NAME", help, default: Parametrization.reparametrized.rawValue,
      offers: .words(of: Parametrization.self),
      effects: [
        .when(
          .reparametrized, of: Parametrization.reparametrized.rawValue,
          else: "only bilevel and even depths of gradient descent have straight coordinates"),
        .when(
          .names(
            LearningMethod.allCases.filter { $0 != .flow }.map(\.rawValue), in: methods.name),
          of: Parametrization.reparametrized.rawValue,
          else: "gradient flow is that of R itself"),
      ])
  }
  static func iterations(of what: String, default standard: String) -> Option {
    Option("--max-iterations", value: "M", "iteration limit of \(what)", default: standard)
  }
  static func decrease(default standard: String) -> Option {
    Option(
      "--tolerance", value: "X",
      "stop when 20 iterations lower the risk by less than this fraction; flow, when ‖∇‖ is at most this, "
        + "in units of the risk and of its start", default: standard)
  }

  // MARK: The computation and its result

  static func seed(of what: String, effects: [Effect] = []) -> Option {
    Option("--seed", value: "S", "seed of \(what)", default: "0", effects: effects)
  }
  static func jobs(_ what: String) -> Option {
    Option(
      "--jobs", value: "J", "\(what); does not change the result", default: "processors")
  }
  static let tolerance = Option(
    "--tolerance", value: "X", "tolerance for equality, relative to ‖T‖", default: "1e-10")
  static let format = Option(
    "--format", value: "FORMAT",
    "table, csv, json, markdown or latex, on standard output; latex also for a .tex file",
    default: "table", offers: .words(["table", "csv", "json", "markdown", "latex"]))
  static let figureFormat = Option(
    "--format", value: "FORMAT",
    "table, csv, json, markdown, latex, svg, pdf, png or pgfplots, on standard output; latex and "
      + "pgfplots also for a .tex file",
    default: "table",
    offers: .words(["table", "csv", "json", "markdown", "latex", "svg", "pdf", "png", "pgfplots"]))
  static let columns = Option(
    "--columns", value: "LIST", "columns of the table in this order, by their CSV names",
    default: "all")
  static func output(_ help: String, default standard: String?) -> Option {
    Option("--output", short: "-o", value: "PATH", help, default: standard)
  }
  static let help = Option("--help", short: "-h", value: nil, "show this text", default: nil)
}
