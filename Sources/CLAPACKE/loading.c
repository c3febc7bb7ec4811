// OpenBLAS, loaded when the first matrix needs it.
//
// Loading it takes as long as all else at the start of a program, and closed forms have no matrices. The
// functions below have the names that LinearAlgebra and liblapacke.a call, and pass everything on. They are
// hidden, so that calls within OpenBLAS do not come back here.
//
// With STATIC_OPENBLAS it is linked into the program, as Packaging/openblas.sh prepares it, and initialised then.

#define _GNU_SOURCE
#include "clapacke.h"

#include <dlfcn.h>
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define HIDDEN __attribute__((visibility("hidden")))

static int threads;
static atomic_bool is_loaded;
static pthread_once_t once = PTHREAD_ONCE_INIT;

// Without the library there is no result, as where the loader does not find it at the start.
static void fail(const char *problem) {
  fprintf(stderr, "error: %s\n", problem);
  fflush(stdout);
  _exit(1);
}

#ifdef STATIC_OPENBLAS

// The address of a function of the library: its result, its name, its parameters.
#define FUNCTION(result, name, parameters)         \
  ({                                               \
    extern HIDDEN result static_##name parameters; \
    static_##name;                                 \
  })

static void open_library(void) { FUNCTION(void, gotoblas_init, (void))(); }

// The only function of Fortran's library that LAPACK in OpenBLAS calls: concatenates a and b, truncated or padded with
// blanks to the given length.
HIDDEN void _gfortran_concat_string(
    size_t length, char *whole, size_t length_a, const char *a, size_t length_b, const char *b) {
  if (length_a > length) length_a = length;
  if (length_b > length - length_a) length_b = length - length_a;
  memcpy(whole, a, length_a);
  memcpy(whole + length_a, b, length_b);
  memset(whole + length_a + length_b, ' ', length - length_a - length_b);
}

#else

static void *library;

static void *find(const char *name) {
  void *function = dlsym(library, name);
  if (!function) fail(dlerror());
  return function;
}

#define FUNCTION(result, name, parameters) ((result(*) parameters)find(#name))

// A library that is older than the processor may not recognise it and then uses its oldest kernels, those for
// Prescott of 2004, with which products of matrices take four times as long. It contains kernels for the instructions
// that the processor has, and loads them if the variable names them.
static void choose_kernels(void) {
#ifdef __x86_64__
  char *(*name)(void) = dlsym(library, "openblas_get_corename");
  void (*forget)(void) = dlsym(library, "gotoblas_dynamic_quit");
  void (*choose)(void) = dlsym(library, "gotoblas_dynamic_init");
  const char *variable = "OPENBLAS_CORETYPE";
  if (!name || !forget || !choose || getenv(variable) || strcmp(name(), "Prescott") != 0) return;
  bool has_256 = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
  bool has_512 = __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq")
      && __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl");
  if (!has_256) return;
  setenv(variable, has_512 ? "SkylakeX" : "Haswell", 1);
  forget();
  choose();
  unsetenv(variable);
#endif
}

static void open_library(void) {
  library = dlopen("libopenblas.so.0", RTLD_NOW | RTLD_LOCAL);
  if (!library) fail(dlerror());  // It names the library.
  choose_kernels();
}

#endif

// OpenBLAS requests memory again and again until it has some; if there is too little, this says so.
static void require_room(void) {
  const size_t needed = (size_t)384 << 20;
  void *room = mmap(NULL, needed, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (room == MAP_FAILED) fail("matrices need 384 MB of address space, and 'ulimit -v' leaves less");
  munmap(room, needed);
}

static void load(void) {
  require_room();
  open_library();
  if (threads > 0) FUNCTION(void, openblas_set_num_threads, (int))(threads);
  is_loaded = true;
}

void blas_set_num_threads(int count) {
  threads = count;
  if (is_loaded) FUNCTION(void, openblas_set_num_threads, (int))(count);
}

int allowed_processors(void) {
  cpu_set_t set;
  return sched_getaffinity(0, sizeof set, &set) == 0 ? CPU_COUNT(&set) : 0;
}

// A function of the library: its result, its name, its parameters, and the arguments passed on. Two threads that
// look it up at the same time find the same.
#define PASS_ON(result, name, parameters, ...)       \
  HIDDEN result name parameters {                    \
    static result(*_Atomic function) parameters;     \
    if (!function) {                                 \
      pthread_once(&once, load);                     \
      function = FUNCTION(result, name, parameters); \
    }                                                \
    return function(__VA_ARGS__);                    \
  }

typedef const double *input;
typedef const lapack_int *size;
typedef const char *option;

PASS_ON(double, cblas_ddot, (int n, input x, int dx, input y, int dy), n, x, dx, y, dy)
PASS_ON(double, cblas_dnrm2, (int n, input x, int dx), n, x, dx)
PASS_ON(void, cblas_daxpy, (int n, double a, input x, int dx, double *y, int dy), n, a, x, dx, y, dy)
PASS_ON(void, cblas_dscal, (int n, double a, double *x, int dx), n, a, x, dx)
PASS_ON(
    void, cblas_dgemv,
    (CBLAS_ORDER order, CBLAS_TRANSPOSE trans, int m, int n, double alpha, input a, int lda,
     input x, int dx, double beta, double *y, int dy),
    order, trans, m, n, alpha, a, lda, x, dx, beta, y, dy)
PASS_ON(
    void, cblas_dtrsv,
    (CBLAS_ORDER order, CBLAS_UPLO uplo, CBLAS_TRANSPOSE trans, CBLAS_DIAG diag, int n, input a,
     int lda, double *x, int dx),
    order, uplo, trans, diag, n, a, lda, x, dx)
PASS_ON(
    void, cblas_dgemm,
    (CBLAS_ORDER order, CBLAS_TRANSPOSE ta, CBLAS_TRANSPOSE tb, int m, int n, int k, double alpha,
     input a, int lda, input b, int ldb, double beta, double *c, int ldc),
    order, ta, tb, m, n, k, alpha, a, lda, b, ldb, beta, c, ldc)
PASS_ON(
    void, cblas_dsymm,
    (CBLAS_ORDER order, CBLAS_SIDE side, CBLAS_UPLO uplo, int m, int n, double alpha, input a,
     int lda, input b, int ldb, double beta, double *c, int ldc),
    order, side, uplo, m, n, alpha, a, lda, b, ldb, beta, c, ldc)
PASS_ON(
    void, cblas_dsyrk,
    (CBLAS_ORDER order, CBLAS_UPLO uplo, CBLAS_TRANSPOSE trans, int n, int k, double alpha,
     input a, int lda, double beta, double *c, int ldc),
    order, uplo, trans, n, k, alpha, a, lda, beta, c, ldc)
PASS_ON(
    void, cblas_dsyr2k,
    (CBLAS_ORDER order, CBLAS_UPLO uplo, CBLAS_TRANSPOSE trans, int n, int k, double alpha,
     input a, int lda, input b, int ldb, double beta, double *c, int ldc),
    order, uplo, trans, n, k, alpha, a, lda, b, ldb, beta, c, ldc)

// Fortran passes the length of every string after all other arguments.
PASS_ON(
    void, dgeqrf_,
    (size m, size n, double *a, size lda, double *tau, double *work, size lwork, lapack_int *info),
    m, n, a, lda, tau, work, lwork, info)
PASS_ON(
    void, dorgqr_,
    (size m, size n, size k, double *a, size lda, input tau, double *work, size lwork,
     lapack_int *info),
    m, n, k, a, lda, tau, work, lwork, info)
PASS_ON(
    void, dgetrf_,
    (size m, size n, double *a, size lda, lapack_int *pivots, lapack_int *info), m, n, a, lda,
    pivots, info)
PASS_ON(
    void, dgetrs_,
    (option trans, size n, size nrhs, input a, size lda, const lapack_int *pivots, double *b,
     size ldb, lapack_int *info, size_t l1),
    trans, n, nrhs, a, lda, pivots, b, ldb, info, l1)
PASS_ON(
    void, dgelsd_,
    (size m, size n, size nrhs, double *a, size lda, double *b, size ldb, double *s, input rcond,
     lapack_int *rank, double *work, size lwork, lapack_int *iwork, lapack_int *info),
    m, n, nrhs, a, lda, b, ldb, s, rcond, rank, work, lwork, iwork, info)
PASS_ON(
    void, dpotrs_,
    (option uplo, size n, size nrhs, input a, size lda, double *b, size ldb, lapack_int *info,
     size_t l1),
    uplo, n, nrhs, a, lda, b, ldb, info, l1)
PASS_ON(
    void, dpotrf_, (option uplo, size n, double *a, size lda, lapack_int *info, size_t l1), uplo,
    n, a, lda, info, l1)
PASS_ON(
    void, dpotri_, (option uplo, size n, double *a, size lda, lapack_int *info, size_t l1), uplo,
    n, a, lda, info, l1)
PASS_ON(
    void, dpstrf_,
    (option uplo, size n, double *a, size lda, lapack_int *pivots, lapack_int *rank, input tol,
     double *work, lapack_int *info, size_t l1),
    uplo, n, a, lda, pivots, rank, tol, work, info, l1)
PASS_ON(
    void, dsyevd_,
    (option jobz, option uplo, size n, double *a, size lda, double *w, double *work, size lwork,
     lapack_int *iwork, size liwork, lapack_int *info, size_t l1, size_t l2),
    jobz, uplo, n, a, lda, w, work, lwork, iwork, liwork, info, l1, l2)
PASS_ON(
    void, dgeev_,
    (option jobvl, option jobvr, size n, double *a, size lda, double *wr, double *wi, double *vl,
     size ldvl, double *vr, size ldvr, double *work, size lwork, lapack_int *info, size_t l1,
     size_t l2),
    jobvl, jobvr, n, a, lda, wr, wi, vl, ldvl, vr, ldvr, work, lwork, info, l1, l2)
PASS_ON(
    void, dgesdd_,
    (option jobz, size m, size n, double *a, size lda, double *s, double *u, size ldu, double *vt,
     size ldvt, double *work, size lwork, lapack_int *iwork, lapack_int *info, size_t l1),
    jobz, m, n, a, lda, s, u, ldu, vt, ldvt, work, lwork, iwork, info, l1)
PASS_ON(
    void, dgejsv_,
    (option joba, option jobu, option jobv, option jobr, option jobt, option jobp, size m, size n,
     double *a, size lda, double *sva, double *u, size ldu, double *v, size ldv, double *work,
     size lwork, lapack_int *iwork, lapack_int *info, size_t l1, size_t l2, size_t l3, size_t l4,
     size_t l5, size_t l6),
    joba, jobu, jobv, jobr, jobt, jobp, m, n, a, lda, sva, u, ldu, v, ldv, work, lwork, iwork,
    info, l1, l2, l3, l4, l5, l6)
PASS_ON(
    lapack_logical, lsame_,
    (option a, option b, lapack_int length_a, lapack_int length_b, size_t l1, size_t l2), a, b,
    length_a, length_b, l1, l2)
