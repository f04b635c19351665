package dev.tempo.benchmarks.tunnel;

import dev.tempo.benchmarks.BenchmarkSettings;
import dev.tempo.benchmarks.Row;
import dev.tempo.benchmarks.report.Figure;
import dev.tempo.benchmarks.report.Samples;
import dev.tempo.benchmarks.report.Target;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;

/** What the tunnel before scripts' pages costs, against the same pages asked directly. */
public final class TunnelRow implements Row {
  private static final int REQUESTS = 5_000;
  private static final int WARM_UP = 1_000;
  private static final int BYTES = 1 << 30;
  private static final int PAGES = 20;
  private static final double MEGABYTE = 1e6;

  @Override
  public List<Figure> measure(BenchmarkSettings settings) throws Exception {
    List<Figure> figures = new ArrayList<>();
    try (BarePage script = new BarePage();
        OpenPages pages = new OpenPages(script.port(), 1)) {
      Opening direct = () -> new BareBrowser(script.port(), "");
      Opening through = () -> pages.browser(0);
      figures.addAll(
          latency("a small answer, p50, more than direct", settings, direct, through, false));
      figures.addAll(
          latency(
              "100 bytes of a WebSocket and back, p50, more than direct",
              settings,
              direct,
              through,
              true));
      figures.addAll(rates("download", settings, direct, through));
      figures.addAll(rates("upload", settings, direct, through));
      figures.addAll(memory(script));
    }
    return figures;
  }

  /** Opens a connection. */
  private interface Opening {
    BareBrowser open() throws IOException;
  }

  private static List<Figure> latency(
      String name, BenchmarkSettings settings, Opening direct, Opening through, boolean socket)
      throws IOException {
    double bare = median(settings, direct, socket);
    double ours = median(settings, through, socket);
    return List.of(Figure.of(name, "ms").ours(ours - bare).floor(bare).target(Target.atMost(1)));
  }

  private static double median(BenchmarkSettings settings, Opening opening, boolean socket)
      throws IOException {
    try (BareBrowser browser = opening.open()) {
      if (socket) {
        browser.upgrade();
      }
      Samples samples = new Samples();
      for (int i = 0; i < WARM_UP + settings.size(REQUESTS); i++) {
        double millis = socket ? browser.roundTrip() : browser.small();
        if (i >= WARM_UP) {
          samples.add(millis);
        }
      }
      return samples.median();
    }
  }

  private static List<Figure> rates(
      String what, BenchmarkSettings settings, Opening direct, Opening through) throws IOException {
    Samples bare = new Samples();
    Samples ours = new Samples();
    for (int round = 0; round <= settings.rounds(); round++) {
      double first = rate(what, direct, settings.size(BYTES));
      double second = rate(what, through, settings.size(BYTES));
      if (round > 0) {
        bare.add(first);
        ours.add(second);
      }
    }
    return List.of(
        Figure.of(what + " of 1 GiB", "MB/s").ours(ours.median()).floor(bare.median()),
        Figure.of(what + " against direct", "share")
            .ours(ours.median() / bare.median())
            .target(Target.atLeast(0.3)));
  }

  private static double rate(String what, Opening opening, long bytes) throws IOException {
    try (BareBrowser browser = opening.open()) {
      return what.equals("download") ? browser.download(bytes) : browser.upload(bytes);
    }
  }

  /**
   * Each page has been asked ten times, and keeps a browser's connection and its own; what browsers
   * and the web server themselves take for as many connections does not count.
   */
  private static List<Figure> memory(BarePage script) throws IOException {
    double bare = heapOf(page -> new BareBrowser(script.port(), ""));
    int threads = ManagementFactory.getThreadMXBean().getThreadCount();
    double empty = heapMegabytes();
    try (OpenPages pages = new OpenPages(script.port(), PAGES)) {
      double open = heapMegabytes() - empty;
      double asked = heapOf(pages::browser);
      int more = ManagementFactory.getThreadMXBean().getThreadCount() - threads;
      return List.of(
          Figure.of("heap of 20 pages, asked and kept", "MB")
              .ours(Math.max(0, open + asked - bare))
              .target(Target.atMost(3)),
          Figure.of("threads of the system for 20 pages", "threads")
              .ours(Math.max(0, more))
              .target(Target.atMost(0)));
    }
  }

  /** Connects to a page. */
  private interface Browsers {
    BareBrowser open(int page) throws IOException;
  }

  private static double heapOf(Browsers opening) throws IOException {
    double before = heapMegabytes();
    List<BareBrowser> browsers = new ArrayList<>();
    for (int page = 0; page < PAGES; page++) {
      BareBrowser browser = opening.open(page);
      browsers.add(browser);
      for (int request = 0; request < 10; request++) {
        browser.small();
      }
    }
    double after = heapMegabytes();
    for (BareBrowser browser : browsers) {
      browser.close();
    }
    return after - before;
  }

  private static double heapMegabytes() {
    for (int i = 0; i < 3; i++) {
      System.gc();
    }
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() / MEGABYTE;
  }
}
