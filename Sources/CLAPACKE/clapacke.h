// The C interfaces of LAPACK and BLAS, from liblapacke-dev and libopenblas-dev.
// Only LinearAlgebra imports this module.
#include <cblas.h>
#include <lapacke.h>

// Not declared by every cblas.h that may be installed beside OpenBLAS's own.
void openblas_set_num_threads(int num_threads);
