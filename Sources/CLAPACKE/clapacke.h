// The C interfaces of LAPACK and BLAS, from liblapacke-dev and libopenblas-dev.
// Only LinearAlgebra imports this module.
#include <cblas.h>
#include <lapacke.h>
