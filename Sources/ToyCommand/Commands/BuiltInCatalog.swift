// The catalogue of figures inside the program: Figures/catalog.json, by make catalog.

/// What `toy figures` draws where no other catalogue is given.
// swift-format-ignore
enum BuiltInCatalog {
  static let json = #"""
    [
      {
        "id": "ratio-to-linear",
        "caption": "Risk of bilevel and unrolled denoisers relative to the best linear one, over the number of rows of R, at σ = 0.9",
        "command": "toy risk-ratio --n 500 --sigma 0.9",
        "source": "talk, risk ratios with the best linear denoiser",
        "cost": "closed form, instant"
      },
      {
        "id": "ratio-to-bilevel-noisy",
        "caption": "Risk of unrolling relative to bilevel learning at σ = 0.9: below 1 unrolling is better",
        "command": "toy risk-ratio --n 500 --sigma 0.9 --family unrolled --y ratio_to_bilevel --k 1,5..480:5,481..500",
        "source": "talk, risk ratios between bilevel and unrolling (a)",
        "cost": "closed form, instant"
      },
      {
        "id": "ratio-to-bilevel-clean",
        "caption": "Risk of unrolling relative to bilevel learning at σ = 0.1",
        "command": "toy risk-ratio --n 500 --sigma 0.1 --family unrolled --y ratio_to_bilevel --k 1,5..480:5,481..500",
        "source": "talk, risk ratios between bilevel and unrolling (b)",
        "cost": "closed form, instant"
      },
      {
        "id": "phase-diagram",
        "caption": "Who has the lower best risk, bilevel learning or N = 2 and N = 3, over k/n and SNR = tr C/(nσ²), for fixed and learned ω (n = 500; σ = 0.9 is 2 dB, σ = 0.1 is 21 dB): for N = 2 mostly SNR decides, for N = 3 k/n alone; with a learned step unrolling is never worse. The bar at the right edge is k = n, where bilevel learning is best linear and equalled (gray) at most",
        "command": "toy phase --depth 2,3 --omega 0.2,0.5,0.8,learned",
        "source": "talk, risk ratios between bilevel and unrolling",
        "cost": "closed form, instant"
      },
      {
        "id": "phase-diagram-step",
        "caption": "The same over k/n and the step size at three SNR: N = 2 is better in a range around ω = 1, where it equals bilevel, the narrower the less noise; N = 3 is better for small steps, nearly whatever the noise",
        "command": "toy phase --y omega --depth 2,3 --snr 0,10,20 --k 1,5..480:5,481..500",
        "source": "talk, risk ratios between bilevel and unrolling",
        "cost": "closed form, instant"
      },
      {
        "id": "risk-over-step",
        "caption": "Best risk over a fixed step size for even and odd depths, with bilevel and best linear as references (n = 500, k = 250, σ = 0.9)",
        "command": "toy risk-ratio --x omega --k 250 --depth 2,3,10,11 --y risk",
        "source": "talk, theorem on best risks, part 3",
        "cost": "closed form, instant"
      },
      {
        "id": "risk-over-depth",
        "caption": "Best risk over the depth, even and odd apart, with a fixed and with a learned step size (n = 500, k = 250, σ = 0.9)",
        "command": "toy risk-ratio --x depth --k 250 --depth 1..40 --omega 0.2,learned --y risk",
        "source": "talk, theorem on best risks, part 3",
        "cost": "closed form, instant"
      },
      {
        "id": "ratio-over-theta",
        "caption": "Risk ratios over the spread θ of the signal's level (n = 500, k = 250, σ = 0.9)",
        "command": "toy risk-ratio --x theta --theta lin:0..3:121 --k 250",
        "source": "talk, theorem on best risks",
        "cost": "closed form, instant"
      },
      {
        "id": "ratio-over-sigma",
        "caption": "Risk ratios over the noise σ (n = 500, k = 250, θ = 0.5)",
        "command": "toy risk-ratio --x sigma --sigma log:0.1..100:121 --k 250",
        "source": "talk, theorem on best risks",
        "cost": "closed form, instant"
      },
      {
        "id": "filters",
        "caption": "The filters f(s) of even and odd depths beside the exact solution 1/(1+s), for ω = 0.5",
        "command": "toy expressivity --x s --family bilevel,unrolled --depth 2,3,4,5,10,11 --s lin:0..5:501",
        "source": "talk, expressivity of unrolling, proof",
        "cost": "closed form, instant"
      },
      {
        "id": "reachable-eigenvalues",
        "caption": "The eigenvalues of T that unrolling can reach, over the step size, and the forced eigenvalue",
        "command": "toy expressivity --x omega --depth 2,3,4,5,10,11 --omega lin:0.01..2.2:220",
        "source": "talk, theorem on the expressivity of unrolling",
        "cost": "closed form, instant"
      },
      {
        "id": "smallest-eigenvalue",
        "caption": "The constant of odd depths between the talk's bounds at ω = 1; at ω = 1.9 it exceeds the upper one up to N = 31",
        "command": "toy expressivity --x depth --depth 3..41:2 --omega 1,1.9",
        "source": "talk, bounds on c of the expressivity theorem",
        "cost": "closed form, instant"
      },
      {
        "id": "iid-beside-constant",
        "caption": "Constant signals and signals of independent entries, each with its own scale (n = 500, σ = 0.9)",
        "command": "toy risk-ratio --data constant,iid --n 500 --sigma 0.9 --depth 2,3 --k 1,5..480:5,481..500",
        "source": "talk, the more general data model",
        "cost": "closed form, instant"
      },
      {
        "id": "landscape",
        "caption": "The risk over a regularizer of one number: a smooth valley at even depth, a second and sharp one behind a barrier at odd depth",
        "command": "toy landscape --depth 2..7 --omega 0.5 --curve",
        "source": "talk, conjecture of sharp minima at odd depth",
        "cost": "closed form, instant"
      },
      {
        "id": "landscape-trap",
        "caption": "The same for the small step size 0.1: at odd depth r = 0 is a local minimum, and the best one lies behind a barrier",
        "command": "toy landscape --depth 2..7 --omega 0.1 --curve",
        "source": "talk, conjecture of sharp minima at odd depth",
        "cost": "closed form, instant"
      },
      {
        "id": "landscape-learned-step",
        "caption": "The best pairs of regularizer and step size: a closed curve around a maximum at even depth, an unbounded one at odd depth",
        "command": "toy landscape --depth 2..7 --omega learned --curve",
        "source": "talk, conjecture of sharp minima at odd depth, with a learned step size",
        "cost": "closed form, instant"
      },
      {
        "id": "curvature-over-depth",
        "caption": "Curvature of the best minimum and width of its valley over the depth: at odd depth the minimum behind the barrier sharpens as the square of the depth",
        "command": "toy landscape --x depth --family bilevel,unrolled --depth 2..31 --omega 0.1,0.5",
        "source": "talk, conjecture of sharp minima at odd depth",
        "cost": "closed form, instant"
      },
      {
        "id": "learned-over-depth",
        "caption": "Learned risk against theory over the depth (n = 20, k = 10): plain training of odd depths ends no better than that of even depths, continuation and spectral starts reach the optimum",
        "command": "toy learn --n 20 --k 10 --x depth --depth 2..12 --init gaussian,spectral,continuation --coordinates plain",
        "source": "talk, why don't we see the dependence on parity?",
        "cost": "learning, seconds",
        "tolerance": 0.01
      },
      {
        "id": "learned-over-k",
        "caption": "Learned risk against theory over the number of rows of R, for N = 2 and N = 3",
        "command": "toy learn --n 20 --x k --k 1..20 --depth 2,3 --init gaussian,spectral --coordinates plain",
        "source": "talk, theorem on best risks",
        "cost": "learning, seconds",
        "tolerance": 0.01
      },
      {
        "id": "learned-share",
        "caption": "Share of 40 starts that reach the optimal risk over the depth, by parity and start",
        "command": "toy learn --n 20 --k 10 --x depth --depth 2..15 --y share --init gaussian,small,continuation --starts 40 --coordinates plain",
        "source": "talk, conjecture on sharp local minima",
        "cost": "learning, seconds",
        "tolerance": 0.01
      },
      {
        "id": "learned-convergence",
        "caption": "Convergence of L-BFGS, Adam and gradient descent from the same start at N = 4",
        "command": "toy learn --n 40 --k 20 --depth 4 --method lbfgs,adam,gd --starts 1 --max-iterations 3000 --tolerance 0 --coordinates plain",
        "source": "talk, numerical optimization of the experiment",
        "cost": "learning, seconds",
        "tolerance": 0.01
      },
      {
        "id": "learned-speech",
        "caption": "Reality check on speech, frames of 320 samples, σ = 0.1: held-out error over the depth with a learned step, with a fixed one, and as theory predicts both",
        "command": "toy speech Data/speech --k 160 --tolerance 1e-5",
        "source": "talk, reality check and double check",
        "cost": "learning, seconds",
        "tolerance": 0.01
      },
      {
        "id": "learned-puzzle",
        "caption": "The parity puzzle on speech: trained from small random R, odd depths end where even ones end, although theory promises them less",
        "command": "toy speech Data/speech --frame 64 --k 32 --omega learned --init small --coordinates plain",
        "source": "talk, why don't we see the dependence on parity?",
        "cost": "learning, seconds",
        "tolerance": 0.01
      },
      {
        "id": "learned-puzzle-solved",
        "caption": "The same data by continuation: odd depths reach what theory promises",
        "command": "toy speech Data/speech --frame 64 --k 32 --omega learned --init continuation --coordinates plain",
        "source": "talk, why don't we see the dependence on parity?",
        "cost": "learning, seconds",
        "tolerance": 0.01
      },
      {
        "id": "learned-speech-frames",
        "caption": "How many frames it takes: errors on training and held-out frames of 32 samples over the number of training frames, and how often 15 seeds order the families as theory does",
        "command": "toy speech Data/speech --frame 32 --k 8 --depth 2,3 --omega learned --train-frames log:8..3200:14 --seeds 15",
        "source": "talk, how close to reality are the results?",
        "cost": "learning, seconds",
        "tolerance": 0.01
      },
      {
        "id": "learned-perturbed",
        "caption": "Relative excess risk after a change of the learned R, median and 10 % to 90 % of 32 draws, and under more noise (n = 20, k = 10): N = 3 is about as sensitive to a change of R as even depths, N = 11 dozens of times more, and yet its median risk stays below theirs up to ε = 0.1; more noise costs all nearly the same share",
        "command": "toy learn --n 20 --k 10 --family bilevel,unrolled --depth 2,3,5,10,11 --omega learned --init spectral --starts 1 --perturb log:1e-4..0.3:15",
        "source": "talk, conjecture: good denoisers for odd depth hidden in sharp local minima",
        "cost": "learning, seconds",
        "tolerance": 0.01
      }
    ]

    """#
}
