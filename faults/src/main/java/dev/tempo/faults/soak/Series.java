package dev.tempo.faults.soak;

import java.util.ArrayList;
import java.util.List;

/** Values over time, of which it is asked whether they grow. */
final class Series {
  private final List<double[]> points = new ArrayList<>();

  /** Adds a value. */
  void add(double minutes, double value) {
    points.add(new double[] {minutes, value});
  }

  int size() {
    return points.size();
  }

  double last() {
    return points.isEmpty() ? 0 : points.getLast()[1];
  }

  /**
   * By how much of their mean values would grow in an hour, as the line of least squares through
   * the second half tells; 0 for less than what chance does: when the slope is within three of its
   * standard errors.
   */
  double growthInAnHour() {
    List<double[]> half = points.subList(points.size() / 2, points.size());
    int n = half.size();
    if (n < 4) {
      return 0;
    }
    double meanX = half.stream().mapToDouble(point -> point[0]).average().orElse(0);
    double meanY = half.stream().mapToDouble(point -> point[1]).average().orElse(0);
    double xx = 0;
    double xy = 0;
    for (double[] point : half) {
      xx += (point[0] - meanX) * (point[0] - meanX);
      xy += (point[0] - meanX) * (point[1] - meanY);
    }
    double slope = xy / xx;
    double rest = 0;
    for (double[] point : half) {
      double off = point[1] - meanY - slope * (point[0] - meanX);
      rest += off * off;
    }
    double error = Math.sqrt(rest / (n - 2) / xx);
    return slope <= 3 * error || meanY == 0 ? 0 : slope * 60 / meanY;
  }
}
