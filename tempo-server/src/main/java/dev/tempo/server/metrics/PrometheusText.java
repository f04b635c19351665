package dev.tempo.server.metrics;

import java.math.BigDecimal;

/** Writes the text format of Prometheus: a metric's head, then its samples. For one thread. */
final class PrometheusText {
  private final StringBuilder text = new StringBuilder();
  private String name = "";

  PrometheusText gauge(String metric, String help) {
    return head(metric, help, "gauge");
  }

  PrometheusText counter(String metric, String help) {
    return head(metric, help, "counter");
  }

  PrometheusText sample(double value) {
    text.append(name).append(' ').append(number(value)).append('\n');
    return this;
  }

  PrometheusText sample(String label, String labelValue, double value) {
    text.append(name).append('{').append(label).append("=\"").append(escaped(labelValue));
    text.append("\"} ").append(number(value)).append('\n');
    return this;
  }

  @Override
  public String toString() {
    return text.toString();
  }

  private PrometheusText head(String metric, String help, String type) {
    name = metric;
    text.append("# HELP ").append(metric).append(' ').append(help).append('\n');
    text.append("# TYPE ").append(metric).append(' ').append(type).append('\n');
    return this;
  }

  private static String number(double value) {
    return BigDecimal.valueOf(value).stripTrailingZeros().toPlainString();
  }

  private static String escaped(String value) {
    return value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
  }
}
