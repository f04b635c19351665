package dev.tempo.benchmarks;

import dev.tempo.benchmarks.report.Figure;
import java.util.List;

/** A row of the table of what Tempo is to reach. */
public interface Row {

  /**
   * Measures it.
   *
   * @throws Exception if it could not be measured
   */
  List<Figure> measure(BenchmarkSettings settings) throws Exception;
}
