// The C interfaces of LAPACK and BLAS, from liblapacke-dev and libopenblas-dev.
// Only LinearAlgebra imports this module.
#include <cblas.h>
#include <lapacke.h>

/// Sets the number of threads of BLAS, now or for when it is loaded.
void blas_set_num_threads(int count);

/// The number of processors that this process may run on, as set by a scheduler or taskset; 0 where the
/// system does not tell.
int allowed_processors(void);
