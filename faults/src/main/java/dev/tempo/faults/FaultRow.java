package dev.tempo.faults;

import dev.tempo.benchmarks.report.Figure;
import java.util.List;

/** A row of the table of what Tempo is to survive. */
public interface FaultRow {

  /**
   * Shows it.
   *
   * @throws Exception if it could not be shown
   */
  List<Figure> show(FaultSettings settings) throws Exception;
}
