// The project's side of Benchmarks/compare_labs.py: answers requests on standard input, one line each.
//
// A request and its answer are lines of fields separated by tabs. The peers in Benchmarks/peers speak the same
// language, so that all sides take turns on the same problem within one run:
// ```
// pose    WORK field…     takes a problem; files are .npy                        → ok
// answer  file            computes once and writes the result as .npy            → ok
// time    runs seconds    computes until either is used up                       → CPU seconds of each run
// ```
// with the works
// ```
// codes          D X λ tolerance       the Lasso of every row of X, λ relative to its λ_max
// jacobian       D x λ N reverse       ∂zᴺ/∂D of ISTA by reverse mode; x is a row
// jacobian       D x λ N forward       the same for all N by forward mode
// hypergradient  X y t λ implicit …    logistic regression and F = ½‖z − t‖²; y, t and λ are rows
// hypergradient  X y t λ unrolled N    the same by back-propagation through N steps
// referee        MODEL X y V w λ truth the certified gradient of ridge or logistic regression, F on V and w
// referee        MODEL X y V w λ bank  the wrong gradients with which others are compared
// referee        MODEL X y V w λ verdict g   the verdict on a gradient, with the bank that is there
// training       KIND D X λ T steps    slista or coupled LISTA for depths 1…T, some steps of descent each; λ as it is
// gradient       KIND D X λ W          the loss of a network with the weights W, and its gradient
// products       p n m T KIND          the products of matrices in it alone
// epoch          S Y N …               K and the steps of N steps of Chambolle–Pock, from all frames once
// order          S Y N                 the order of the frames of an epoch
// saba           X y V w λ ρ γ l u T s  SABA on logistic regression, λ from l to u, T steps, samples of seed s
// stochastic                           the lab of stochastic methods as a whole
// denoiser       B U β dfo F           two parameters of a denoiser, by a trust region to f = F
// denoiser       B U β reduced         the same by L-BFGS-B with exact lower levels
// tv-signal      y λ                   exact total variation denoising of a row
// tv-image       Y k λ gap             deblurring by isotropic total variation; k is a row, the blur kkᵀ and periodic
// plug-and-play  y k λ gap             one warm step per iteration on a blurred row; k has sum 1 and positive entries
// hoag                                 the seven descents of the lab with inexact hypergradients
// ```

import BenchmarkSupport
import LinearAlgebra

setBLASThreads(1)
var work: (any Work)?
try serve { try answer(to: $0, work: &work) }
