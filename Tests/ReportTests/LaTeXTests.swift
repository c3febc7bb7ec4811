import Testing

@testable import Report

@Suite("LaTeX")
struct LaTeXTests {
  @Test(
    "plain text is escaped, and symbols are formulas",
    arguments: [
      ("a & b", "a \\& b"), ("50 %", "50 \\%"), ("$5", "\\$5"), ("#1", "\\#1"),
      ("ratio_to_linear", "ratio\\_to\\_linear"), ("{x}", "\\{x\\}"),
      ("a~b", "a\\textasciitilde{}b"), ("x^2", "x\\textasciicircum{}2"),
      ("a\\b", "a\\textbackslash{}b"), ("a|b", "a\\textbar{}b"), ("a\nb", "a b"),
      ("σ", "$\\sigma$"), ("learned ω", "learned $\\omega$"), ("ω → 0", "$\\omega \\to 0$"),
      ("½", "$\\frac{1}{2}$"), ("−3", "$-3$"), ("10⁻³", "$10^{-3}$"), ("…", "\\ldots{}"),
      ("1–2", "1--2"), ("a < b", "a $<$ b"), ("σ², θ", "$\\sigma^{2}$, $\\theta$"),
      ("RᵀR", "R$^{\\top}$R"), ("k = 1", "$k = 1$"), ("K2", "K2"), ("1e-05*", "1e-05*"),
      ("unrolled, N = 2, ω = 0.5", "unrolled, $N = 2$, $\\omega = 0.5$"),
      ("no R (and ω) attains", "no R (and $\\omega$) attains"), ("Lüneburg", "Lüneburg"),
      ("R ∈ ℝᵏˣⁿ", "R $\\in \\mathbf{R}^{k\\times n}$"),
      ("γ₁₂ ≥ γ₃", "$\\gamma_{12} \\ge \\gamma_{3}$"),
      ("γ̄ ↦ \"0\"", "$\\bar{\\gamma} \\mapsto$ ''0''"),
      ("ωt", "$\\omega$t"), ("", ""), ("no = sign", "no = sign"), ("\u{7}x", "x"),
    ])
  func escaping(text: String, source: String) {
    #expect(LaTeXText.escaped(text) == source)
  }

  @Test(
    "italic letters and scripts of labels are formulas",
    arguments: [
      ("number *k* of rows of *R*", "number $k$ of rows of $R$"),
      ("*c*_{N,ω}", "$c_{N,\\omega}$"), ("10^{3}", "$10^{3}$"), ("×10^{−5}", "$\\times10^{-5}$"),
      ("*N* = 2, 10, learned *ω*", "$N = 2$, 10, learned~$\\omega$"),
      ("1/(1 + *s*)", "$1/(1 + s)$"), ("*f*(*s*) of *T*", "$f(s)$ of $T$"),
      ("eigenvalue *s* of *R*ᵀ*R*", "eigenvalue $s$ of $R^{\\top}R$"),
      ("*E*″ at the minimum", "$E''$ at the minimum"), ("*x*_{max}", "$x_{\\mathrm{max}}$"),
      ("*ω* = 0.1: width", "$\\omega = 0.1$: width"), ("a & *b*", "a \\& $b$"),
      ("standard deviation *σ* of the noise", "standard deviation $\\sigma$ of the noise"),
      ("*N* = 2, learned *ω*", "$N = 2$, learned~$\\omega$"),
    ])
  func labels(markup: String, source: String) {
    #expect(LaTeXText.label(markup) == source)
  }

  @Test(
    "numbers have the digits of Markdown, with real signs and powers",
    arguments: [
      (0.5, "0.5"), (-0.5, "$-0.5$"), (1.25e-7, "$1.25\\times10^{-7}$"), (1e-5, "$10^{-5}$"),
      (-1e22, "$-10^{22}$"), (1 / 3, "0.333333"), (.infinity, "$\\infty$"),
      (-.infinity, "$-\\infty$"),
      (.nan, "--"), (0, "0"),
    ])
  func numbers(value: Double, source: String) {
    #expect(LaTeXText.number(value, significantDigits: 6) == source)
  }

  @Test("a table has the rules of booktabs and columns aligned by type")
  func table() {
    var table = Table(columns: ["family", "k", "ratio_to_linear", "ω"])
    table.append([.text("bilevel"), .integer(1), .number(1 / 3), .empty])
    table.append([.text("[a] & b"), .integer(-2), .number(1e-9), .text("→ 0")])
    #expect(
      table.latex(comments: ["toy risk"], footnote: "* 50 %") == """
        % toy risk
        % needs \\usepackage{booktabs}
        \\begin{tabular}{lrrl}
        \\toprule
        family & k & ratio\\_to\\_linear & $\\omega$ \\\\
        \\midrule
        bilevel & 1 & 0.333333 &  \\\\
        {}[a] \\& b & $-2$ & $10^{-9}$ & $\\to 0$ \\\\
        \\bottomrule
        \\multicolumn{4}{l}{\\footnotesize * 50 \\%} \\\\
        \\end{tabular}

        """)
  }
}

@Suite("pgfplots")
struct PGFPlotsTests {
  private static let abscissas = (1...40).map(Double.init)

  private static let drawn: Figure = {
    let panel = Panel(
      title: "*N* = 2", xAxis: Axis("number *k*", scale: .logarithmic),
      yAxis: Axis("risk", range: 0...2),
      curves: [
        curve("best linear", .black, dash: .dashed, over: abscissas) { _ in 1 },
        curve("*N* = 2, *ω* = 0.5", marker: .circle, over: abscissas) { 1 / $0 },
        curve("", .gray, over: [1, 2]) { $0 },
      ],
      bands: [
        Band(
          "all", x: abscissas, lower: abscissas.map { _ in -.infinity },
          upper: abscissas.map { _ in 0.5 }, color: .green)
      ],
      guides: [Guide(.horizontal, at: 1.5, label: "bilevel")])
    var other = panel
    other.xAxis = Axis("*s*")
    return Figure(title: "F", command: "toy x", panels: [panel, other], columns: 2)
  }()

  @Test("there is one axis per panel, and every group that is opened is closed")
  func structure() {
    let source = text(Self.drawn.pgfplots(dataFile: "f-data.csv").source)
    #expect(source.matches(of: /\\nextgroupplot\[/).count == 2)
    for name in ["tikzpicture", "groupplot"] {
      #expect(source.contains("\\begin{\(name)}") && source.contains("\\end{\(name)}"))
    }
    #expect(source.count { $0 == "{" } == source.count { $0 == "}" })
    #expect(source.count { $0 == "[" } == source.count { $0 == "]" })
    #expect(source.contains("\n% toy x\n"))
    var single = Self.drawn
    single.panels.removeLast()
    let one = text(single.pgfplots(dataFile: "f-data.csv").source)
    #expect(one.matches(of: /\\begin\{axis\}/).count == 1)
    #expect(!one.contains("nextgroupplot"))
  }

  @Test("axes have their names, scales and ranges, curves their colours, dashes and markers")
  func styles() {
    let source = text(Self.drawn.pgfplots(dataFile: "f-data.csv").source)
    for part in [
      "title={$N = 2$}", "xlabel={number $k$}", "ylabel={risk}", "xmode=log",
      "ymin=0.0, ymax=2.0", "\\definecolor{toyblue}{HTML}{0072B2}",
      "\\definecolor{toygreen}{HTML}{009E73}", "toyblack, line width=0.9625pt, dashed, no marks",
      "mark=*, mark size=1.6pt, mark options={solid}, mark repeat=5", "fill opacity=0.14",
      "\\addlegendentry{best linear}", "\\addlegendentry{$N = 2$, $\\omega = 0.5$}",
      "\\addlegendentry{bilevel}", "\\addlegendentry{all}",
      "coordinates {(1.0,1.0) (2.0,2.0)}",
    ] { #expect(source.contains(part), "\(part)") }
    #expect(source.matches(of: /\\addlegendentry/).count == 4)
  }

  @Test("curves are read from the table by the names of its columns")
  func data() throws {
    let plots = Self.drawn.pgfplots(dataFile: "f-data.csv")
    let lines = text(plots.data).split(separator: "\n")
    let columns = try #require(lines.first).split(separator: ",").map(String.init)
    #expect(Set(columns).count == columns.count)
    #expect(lines.count == 81)
    let source = text(plots.source)
    let used = source.matches(
      of: /x=([A-Za-z0-9_.]+), y=([A-Za-z0-9_.]+)\] \{\\toyfolder f-data.csv\}/)
    #expect(used.count == 6)
    for match in used {
      #expect(columns.contains(String(match.1)) && columns.contains(String(match.2)))
    }
    #expect(columns.contains("p1_number_k") && columns.contains("p1_N_2_omega_0.5"))
    let last = try #require(lines.last).split(separator: ",")
    #expect(last[try #require(columns.firstIndex(of: "p1_best_linear"))] == "nan")
    #expect(!lines.joined().contains("inf"))
  }

  @Test("a source that carries its table writes it under the name that it reads")
  func inline() {
    let plots = Self.drawn.pgfplots(dataFile: "d.csv", isInline: true)
    let source = text(plots.source)
    #expect(
      source.contains(
        "\\begin{filecontents*}[overwrite]{d.csv}\n\(text(plots.data))\\end{filecontents*}\n"))
  }

  private static func source(
    _ points: [(Double, Double)], x: Axis = Axis("*x*"), y: Axis = Axis("*y*"),
    guides: [Guide] = []
  ) -> (source: String, data: String) {
    let curve = Curve(
      "c", points: points.map { Point(x: $0.0, y: $0.1) }, style: Style(color: .black))
    let panel = Panel(xAxis: x, yAxis: y, curves: [curve], guides: guides)
    let plots = Figure(title: "F", command: "toy x", panels: [panel])
      .pgfplots(dataFile: "d.csv")
    return (text(plots.source), text(plots.data))
  }

  @Test(
    "axes whose ends TeX cannot tell apart, or hold, are given in fractions with the ticks of SVG",
    arguments: [
      (1e6, 1e6 + 1), (1, 1.000000001), (-1e5, -1e5 + 1e-3), (1e-280, 2e-280), (1e290, 3e290),
      (0.48076923, 0.48076931),
    ] as [(Double, Double)])
  func fractions(low: Double, high: Double) throws {
    let abscissas = (0...10).map { low + Double($0) / 10 * (high - low) }
    let (source, data) = Self.source(abscissas.map { ($0, 1 + $0 / high) })
    #expect(source.contains("xmin=0, xmax=1"))
    #expect(source.contains("xtick={0") && source.contains("xticklabels={{"))
    #expect(source.contains("% TeX has six digits: x in fractions of the axis from \(low) to"))
    let column = data.split(separator: "\n").dropFirst().map {
      $0.split(separator: ",").first.flatMap { Double($0) } ?? .nan
    }
    for (index, place) in column.enumerated() {
      // The abscissas are equally spaced up to rounding, whose share of the axis is at most this.
      let rounding = 4 * Swift.max(low.magnitude, high.magnitude).ulp / (high - low)
      #expect(abs(place - Double(index) / 10) <= rounding + 1e-15)
    }
  }

  @Test("values are as they are on axes that TeX can draw, such as one to 1e150")
  func plainValues() {
    let (source, data) = Self.source((0...10).map { (Double($0), Double($0) * 1e149) })
    #expect(source.contains("xmin=0.0, xmax=10.0") && !source.contains("six digits"))
    #expect(data.contains("\n3.0,3e+149\n"))
  }

  @Test("points far off an axis stay within reach on their side, and no infinity is written")
  func bounded() {
    let values: [Double] = [0.5, 1e300, -1e300, .infinity, -.infinity, .nan, 0.25]
    let points = values.enumerated().map { (Double($0), $1) }
    let linear = Self.source(
      points, y: Axis("*y*", range: 0...1), guides: [Guide(.horizontal, at: 1e308)])
    let written = linear.data.split(separator: "\n").dropFirst().map {
      $0.split(separator: ",")[1]
    }
    #expect(written == ["0.5", "5.0", "-4.0", "nan", "nan", "nan", "0.25"])
    #expect(linear.source.contains("coordinates {(0.0,5.0) (6.0,5.0)}"))
    let logarithmic = Self.source(
      points, y: Axis("*y*", scale: .logarithmic, range: 0.1...10))
    #expect(logarithmic.source.contains("ymode=log"))
    #expect(logarithmic.data.contains("\n2.0,nan\n"))
    let largest = logarithmic.data.split(separator: "\n").dropFirst().compactMap {
      Double($0.split(separator: ",")[1])
    }.filter { !$0.isNaN }.max()
    // Four times the two powers of ten of the axis above its end.
    #expect((9e8...1.1e9).contains(largest ?? 0))
    #expect(!(linear.data + logarithmic.data).contains("inf"))
    // Three points are written into the source.
    #expect(Self.source([(0, 1), (1, .infinity), (2, .nan)]).source.contains("{(0.0,1.0)}"))
  }

  @Test("a logarithmic axis without two powers of ten has ticks of its own")
  func narrowDecades() {
    let points = (1...9).map { (Double($0), Double($0)) }
    let narrow = Self.source(points, y: Axis("*y*", scale: .logarithmic, range: 2...9)).source
    #expect(!narrow.contains("ymode=log") && narrow.contains("ymin=0, ymax=1"))
    let wide = Self.source(points, y: Axis("*y*", scale: .logarithmic, range: 0.5...20)).source
    #expect(wide.contains("ymode=log") && wide.contains("ymin=0.5, ymax=20.0"))
  }

  @Test("alone the figure makes a page of its own size")
  func page() {
    let source = Self.source((0...9).map { (Double($0), Double($0)) }).source
    #expect(source.contains("\\begin{document}\\begin{lrbox}{\\toybox}"))
    #expect(source.contains("\\pdfpagewidth=\\dimexpr\\wd\\toybox+10pt\\relax"))
    #expect(source.hasSuffix("\\end{tikzpicture}\n\\toyend\n"))
  }
}
