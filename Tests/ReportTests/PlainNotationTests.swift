// Plain mathematical notation and what each medium makes of it.

import Report
import Testing

@Suite("Plain notation")
struct PlainNotationTests {
  @Test(
    "variables are recognised, words stay",
    arguments: [
      ("T has n − k eigenvalues", "*T* has *n* − *k* eigenvalues"),
      ("the gain t* of a direction", "the gain *t*^{⋆} of a direction"),
      ("A symmetric T is a matrix", "A symmetric *T* is a matrix"),
      ("f(RᵀR) and γᵢσ²/(γᵢ+σ²)", "*f*(*R*ᵀ*R*) and *γ*ᵢ*σ*²/(*γ*ᵢ+*σ*²)"),
      ("c_{N,ω} ≥ q^(N−1) + x_N", "*c*_{*N*,*ω*} ≥ *q*^{*N*−1} + *x*_{*N*}"),
      ("‖T‖_F² and S_xx", "‖*T*‖_{*F*}² and *S*_{xx}"),
      ("nσ² or cI, to tr C", "*nσ*² or *cI*, to tr *C*"),
      ("E ε = 0, E(r) and E ½‖Tε‖²", "E *ε* = 0, *E*(*r*) and E ½‖*Tε*‖²"),
      ("L-BFGS, don't, `toy x_N`", "L-BFGS, don't, `toy x_N`"),
      ("|1−ω|^N and (q)* ^ _", "|1−*ω*|^{*N*} and (*q*)^{⋆} ^ _"),
    ])
  func markup(plain: String, markup: String) {
    #expect(PlainNotation.markup(plain) == markup)
    #expect(Document.plain(markup) == plain.replacing("`", with: ""))
  }

  private static let page = Document(
    title: "even: *N* steps",
    blocks: [
      .paragraph("*c*_{*N*,*ω*} of ``OddMinimum``"),
      .formula("c = ωp   for ω ≤ 1 + x\n  < 1"),
      .heading("Limits", level: 2), .list([.init("one"), .init("two")]),
      .heading("odd", level: 2, anchor: "odd"), .code("toy check"),
    ])

  @Test("a terminal")
  func text() {
    #expect(
      Self.page.text() == """
        even: N steps

        c_{N,ω} of OddMinimum

            c = ωp   for ω ≤ 1 + x
              < 1

        Limits
          - one
          - two

        odd
        ═══
          toy check

        """)
  }

  @Test("Markdown without HTML, with links of DocC")
  func markdown() {
    let text = Self.page.markdown(inlineHTML: false)
    #expect(text.contains("\n*c*\\_{N,ω} of ``OddMinimum``\n"))
    #expect(text.contains("\n```\nc = ωp   for ω ≤ 1 + x\n  < 1\n```\n"))
    #expect(!text.contains("<a") && !text.contains("<sub"))
  }

  @Test("HTML and LaTeX")
  func others() {
    let html = String(decoding: Self.page.html(), as: UTF8.self)
    // Every line is an element, so that it wraps separately on a narrow screen.
    #expect(
      html.contains(
        "<div class=\"formula\"><pre>c = ωp   for ω ≤ 1 + x</pre>\n<pre>  &lt; 1</pre>\n</div>"))
    #expect(html.contains("<code>OddMinimum</code>"))
    let latex = Self.page.latex()
    #expect(latex.contains("$c_{N,\\omega}$ of \\texttt{OddMinimum}"))
    #expect(latex.contains("\\text{$c = \\omega p$} \\qquad \\text{for $\\omega \\le 1 + x$}"))
    #expect(latex.contains("\\section{even: $N$ steps}"))
    #expect(latex.contains("\\subsection{odd}\\label{odd}"))
  }
}
