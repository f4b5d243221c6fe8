// How fast MPI itself adds up float32 over all processes, in place: what nobody above it can beat.
// Prints a line "bytes microseconds" for each size: the median of its calls.
#include <mpi.h>
#include <stdio.h>
#include <stdlib.h>

static int ascending(const void *a, const void *b) {
  double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

int main(int argc, char **argv) {
  MPI_Init(&argc, &argv);
  int rank;
  MPI_Comm_rank(MPI_COMM_WORLD, &rank);
  int calls = atoi(argv[1]);
  double *times = malloc(calls * sizeof *times);
  for (int i = 2; i < argc; i++) {
    int length = atoi(argv[i]) / 4;
    float *values = calloc(length, sizeof *values);
    for (int call = -2; call < calls; call++) {
      MPI_Barrier(MPI_COMM_WORLD);
      double start = MPI_Wtime();
      MPI_Allreduce(MPI_IN_PLACE, values, length, MPI_FLOAT, MPI_SUM, MPI_COMM_WORLD);
      if (call >= 0) times[call] = MPI_Wtime() - start;
    }
    qsort(times, calls, sizeof *times, ascending);
    if (rank == 0) printf("%d %.3f\n", 4 * length, times[calls / 2] * 1e6);
    free(values);
  }
  free(times);
  MPI_Finalize();
}
